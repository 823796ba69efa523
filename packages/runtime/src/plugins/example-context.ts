import { createId, type Artifact, type CallLog, type JsonValue } from '@heddle/model';
import type { CallContext } from '@heddle/kernel';
import { createMemoryArtifacts, createMemoryJournals, createObserver, createRedactor, EventBus, systemClock, type ArtifactSink } from '@heddle/sdk';
import { trace } from '@opentelemetry/api';

/** What happened around a call that was made outside any session. */
export interface ExampleTrail {
  readonly logs: { readonly level: CallLog['level']; readonly message: string }[];
  readonly artifacts: Artifact[];
  costUsd: number;
}

export interface ExampleContextOptions {
  readonly sessionId: string;
  readonly signal: AbortSignal;
  /** Answers `context.call`. */
  readonly call: (plugin: string, input: JsonValue, context: CallContext) => Promise<JsonValue>;
  /** Default: kept as long as the process lives. */
  readonly artifacts?: ArtifactSink;
}

/** Runs work with a call's context, observed like any call, its journal kept in memory. */
export async function withExampleContext<Result>(
  options: ExampleContextOptions,
  work: (context: CallContext, trail: ExampleTrail) => Promise<Result>,
): Promise<Result> {
  const { sessionId, signal, artifacts = createMemoryArtifacts() } = options;
  const trail: ExampleTrail = { logs: [], artifacts: [], costUsd: 0 };
  const observer = createObserver({
    session: { sessionId, app: 'examples', tags: [] },
    tracer: trace.getTracer('heddle'),
    journal: createMemoryJournals().open(sessionId),
    bus: new EventBus(),
    clock: systemClock,
    redact: createRedactor(),
  });
  return await observer.observe<Result>(
    {
      start: { type: 'operation-start', name: 'example', kind: 'evaluation', attributes: {} },
      end: ({ durationMs }) => ({ type: 'operation-end', name: 'example', durationMs }),
    },
    async (observation) => {
      const context: CallContext = {
        sessionId,
        cellId: createId('cell', Date.now()),
        callId: createId('call', Date.now()),
        signal,
        observation,
        log: (level, message) => void trail.logs.push({ level, message }),
        async putArtifact(artifact) {
          const kept = await artifacts.put(artifact);
          trail.artifacts.push(kept);
          return kept;
        },
        call: (plugin, input) => options.call(plugin, input, context),
        spend: (costUsd) => void (trail.costUsd += costUsd),
      };
      return await work(context, trail);
    },
  );
}
