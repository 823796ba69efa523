import type { CellEnd, KernelLanguage, EventOf, EventType, HeddleEvent, JsonObject, JsonValue } from '@heddle/model';
import { createMemoryArtifacts, createMemoryJournals, createObserver, createRedactor, EventBus, systemClock, traceHttp, type ArtifactSink, type Observation, type Observer } from '@heddle/sdk';
import { context as contexts } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { defaultResource } from '@opentelemetry/resources';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallablePlugin, CallContext } from '../callable-plugin.js';
import { createKernel } from '../host-kernel.js';
import type { CellRequest, Kernel, KernelOptions } from '../kernel.js';
import { processPlace } from '../places/process-place.js';

/** A real kernel with everything it reports to: memory journal, memory artifacts, every span it exports. */
export interface TestBed {
  readonly kernel: Kernel;
  readonly workspace: string;
  readonly artifacts: ArtifactSink;
  readonly observer: Observer;
  /** Runs a cell as the round's code; the index counts up by itself. */
  run(source: string, request?: Partial<CellRequest>): Promise<CellEnd>;
  /** What was journalled, all or of one type. */
  events(): readonly HeddleEvent[];
  events<Type extends EventType>(type: Type): readonly EventOf<Type>[];
  /** Spans that were exported, in the order they ended. */
  spans(): readonly ReadableSpan[];
  close(): Promise<void>;
}

export type TestBedOptions = Partial<Omit<KernelOptions, 'workspace' | 'observer' | 'artifacts'>> & {
  readonly language?: KernelLanguage;
  readonly secrets?: readonly string[];
  /** Make spans of requests that plugins send. Default false. */
  readonly http?: boolean;
};

export async function openTestBed(options: TestBedOptions = {}): Promise<TestBed> {
  contexts.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const workspace = options.warm?.workspace ?? (await mkdtemp(join(tmpdir(), 'heddle-kernel-')));
  const exporter = new InMemorySpanExporter();
  const processor = new SimpleSpanProcessor(exporter);
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [processor] });
  const stopHttp = options.http ? traceHttp({ tracerProvider }) : () => {};
  const log: HeddleEvent[] = [];
  const journal = createMemoryJournals().open('ses_test');
  const redact = createRedactor(options.secrets);
  const artifacts = createMemoryArtifacts();
  const observer = createObserver({
    session: { sessionId: 'ses_test', app: 'test', tags: [] },
    tracer: tracerProvider.getTracer('heddle'),
    journal: { ...journal, append: (event) => { log.push(event); journal.append(event); } },
    bus: new EventBus(),
    clock: systemClock,
    redact,
    recorded: { resource: defaultResource(), exportSpan: (span) => processor.onEnd(span) },
  });
  const kernel = await createKernel({ place: processPlace, language: 'typescript', plugins: [], redact, ...options, artifacts, workspace, observer });
  let cells = 0;

  function events(): readonly HeddleEvent[];
  function events<Type extends EventType>(type: Type): readonly EventOf<Type>[];
  function events(type?: EventType): readonly HeddleEvent[] {
    return type === undefined ? log : log.filter((event) => event.type === type);
  }

  return {
    kernel,
    workspace,
    artifacts,
    observer,
    run: (source, request = {}) => inRound(observer, (round) => kernel.execute({ cellId: `cel_${++cells}`, index: cells, attempt: 1, source, ...request }, round)),
    events,
    spans: () => exporter.getFinishedSpans(),
    async close() {
      await kernel.close();
      stopHttp();
      await rm(workspace, { recursive: true, force: true });
    },
  };
}

function inRound<Result>(observer: Observer, work: (round: Observation) => Promise<Result>): Promise<Result> {
  return observer.observe(
    {
      parent: 'root',
      start: { type: 'round-start', index: 1, segment: 1, query: 'test', files: [] },
      end: ({ durationMs }) => ({ type: 'round-end', state: 'finished', reply: '', durationMs }),
    },
    work,
  );
}

/** A plugin out of a function, whose argument must be an object. */
export function plugin(name: string, call: (input: JsonObject, context: CallContext) => unknown, more: Partial<CallablePlugin> = {}): CallablePlugin {
  return {
    name,
    description: `The plugin ${name}.`,
    version: '1.0.0',
    hash: `hash-of-${name}`,
    inputSchema: { type: 'object', properties: {} },
    parseInput: (input) =>
      typeof input === 'object' && input !== null && !Array.isArray(input)
        ? { ok: true, value: input as JsonObject }
        : { ok: false, message: 'the argument must be an object' },
    call: async (input, context) => (await call(input as JsonObject, context)) as JsonValue,
    ...more,
  };
}
