import { createId, type Artifact, type CallStart, type EventError, type JsonValue } from '@heddle/model';
import { errorFacts, type ArtifactSink, type Clock, type Observation, type Redactor } from '@heddle/sdk';
import type { CallablePlugin, CallContext } from '../callable-plugin.js';
import type { PayloadKeeper } from '../workspace/payload-keeper.js';
import { refusedOutcome, stoppedOutcome, type CallOutcome, type StopStatus } from './call-outcome.js';

/** Longest log line a plugin can leave, and most lines per call. */
const LOG_LENGTH = 4_000;
const LOG_LINES = 1_000;

export interface CallDeskParts {
  readonly sessionId: string;
  readonly cellId: string;
  readonly plugins: ReadonlyMap<string, CallablePlugin>;
  readonly cell: Observation;
  readonly clock: Clock;
  readonly redact: Redactor;
  readonly artifacts: ArtifactSink;
  readonly payloads: PayloadKeeper;
}

/** What somebody asks the desk to run. */
export interface CallRequest {
  readonly plugin: string;
  readonly args: JsonValue;
  /** Why the arguments cannot be used, when they cannot. */
  readonly unsendable?: string;
  readonly origin: CallStart['origin'];
  readonly position?: Pick<CallStart, 'line' | 'column' | 'sourceCellId' | 'task'>;
}

interface LiveCall {
  readonly callId: string;
  readonly stop: (status: StopStatus) => void;
}

/**
 * Runs the plugin calls of one cell: each under its own span, whatever happens to cell or kernel. What the desk knows of
 * a call it knows first-hand; only position and task are the kernel's word.
 */
export class CallDesk {
  readonly #parts: CallDeskParts;
  readonly #live = new Set<LiveCall>();
  #taken = 0;
  #failed = 0;
  readonly #artifacts: Artifact[] = [];
  #stopped: StopStatus | undefined;

  constructor(parts: CallDeskParts) {
    this.#parts = parts;
  }

  get counts(): { readonly host: number; readonly failed: number } {
    return { host: this.#taken, failed: this.#failed };
  }

  /** What the calls made so far. */
  get artifacts(): readonly Artifact[] {
    return this.#artifacts;
  }

  /** Runs one call to its end, however it ends; never rejects. Hot: at most 0.3 ms with events and span; see `bench/kernel.bench.mjs`. */
  run(request: CallRequest): Promise<CallOutcome> {
    return this.#run(request, this.#parts.cell, undefined);
  }

  /** Ends every running call, and refuses those that come later. */
  stop(status: StopStatus): void {
    this.#stopped ??= status;
    for (const call of this.#live) call.stop(status);
  }

  async #run(request: CallRequest, parent: Observation, parentCallId: string | undefined): Promise<CallOutcome> {
    const { clock, redact, payloads, cellId, plugins } = this.#parts;
    const plugin = plugins.get(request.plugin);
    const callId = createId('call', Math.floor(clock.nowMs()));
    const artifacts: Artifact[] = [];
    let stop!: LiveCall['stop'];
    const controller = new AbortController();
    const stopped = new Promise<CallOutcome>((resolve) => {
      stop = (status) => {
        resolve(stoppedOutcome(status));
        controller.abort(status);
      };
    });
    const call: LiveCall = { callId, stop };
    const start: CallStart = {
      type: 'call-start',
      callId,
      cellId,
      ...(parentCallId !== undefined && { parentCallId }),
      plugin: request.plugin,
      pluginVersion: plugin?.version ?? '',
      pluginHash: plugin?.hash ?? '',
      arguments: payloads.keep(redact(request.args), 'arguments.json', cellId, callId),
      ...request.position,
      callSequence: ++this.#taken,
      origin: request.origin,
    };
    this.#live.add(call);
    try {
      return await parent.observe<CallOutcome>(
        {
          start,
          end: (outcome) => {
            const result = outcome.kind === 'returned' ? outcome.value : failedOutcome(outcome.error);
            if (result.status !== 'ok') this.#failed++;
            return {
              type: 'call-end',
              callId,
              status: result.status,
              ...(result.status === 'ok' ? { result: payloads.keep(redact(result.value), 'result.json', cellId, callId) } : { error: result.error }),
              durationMs: outcome.durationMs,
              artifacts,
              ...(result.approval && { approval: result.approval }),
            };
          },
        },
        (observation) => {
          if (this.#stopped) stop(this.#stopped);
          return Promise.race([this.#attempt(request, plugin, this.#context(callId, observation, controller.signal, artifacts)), stopped]);
        },
      );
    } catch (thrown) {
      return failedOutcome(thrown);
    } finally {
      this.#live.delete(call);
    }
  }

  async #attempt(request: CallRequest, plugin: CallablePlugin | undefined, context: CallContext): Promise<CallOutcome> {
    if (!plugin) return refusedOutcome('UnknownPlugin', `There is no plugin "${request.plugin}".`);
    if (request.unsendable !== undefined) return refusedOutcome('InvalidArguments', request.unsendable);
    try {
      const input = plugin.parseInput(request.args);
      if (!input.ok) return refusedOutcome('InvalidArguments', `${plugin.name}: ${input.message}`);
      if (context.signal.aborted) return stoppedOutcome(context.signal.reason as StopStatus);
      return { status: 'ok', value: await plugin.call(input.value, context) };
    } catch (thrown) {
      return failedOutcome(thrown);
    }
  }

  #context(callId: string, observation: Observation, signal: AbortSignal, artifacts: Artifact[]): CallContext {
    const { sessionId, cellId, artifacts: sink, redact } = this.#parts;
    let lines = 0;
    return {
      sessionId,
      cellId,
      callId,
      signal,
      observation,
      log: (level, message) => {
        if (!signal.aborted && lines++ < LOG_LINES) observation.note({ type: 'call-log', callId, level, message: String(redact(message)).slice(0, LOG_LENGTH) });
      },
      putArtifact: async (artifact) => {
        const kept = await sink.put({ ...artifact, cellId, callId });
        if (signal.aborted) return kept;
        artifacts.push(kept);
        this.#artifacts.push(kept);
        return kept;
      },
      call: async (name, input) => {
        const outcome = await this.#run({ plugin: name, args: input, origin: 'plugin' }, observation, callId);
        if (outcome.status === 'ok') return outcome.value;
        throw Object.assign(new Error(outcome.error.message), { name: outcome.error.type });
      },
      spend: () => {},
    };
  }
}

function failedOutcome(thrown: unknown): CallOutcome {
  return { status: 'error', error: facts(thrown) };
}

/** A plugin may throw anything, also something whose fields throw when they are read. */
function facts(thrown: unknown): EventError {
  try {
    return errorFacts(thrown);
  } catch {
    return { type: 'Error', message: 'The plugin threw a value that cannot be shown.' };
  }
}
