import { createId, type Artifact, type CallApproval, type CallStart, type EventError, type JsonValue } from '@heddle/model';
import { errorFacts, type ArtifactSink, type Clock, type HeldSpan, type Observation, type Redactor } from '@heddle/sdk';
import type { CallablePlugin, CallContext } from '../callable-plugin.js';
import type { PayloadKeeper } from '../workspace/payload-keeper.js';
import type { ApprovalAnswer, ApprovalPort } from '../policy/approval-port.js';
import { CallBudget, type BudgetTicket } from '../policy/call-budget.js';
import { approvalReason, forbidden, type CallPolicy } from '../policy/call-policy.js';
import { CallExport } from './call-export.js';
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
  readonly policy: CallPolicy;
  /** Whom to ask; without one, calls that need a permission are refused. */
  readonly approvals: ApprovalPort | undefined;
  /** Stops the cell's time limit while somebody is asked; gives back what starts it again. */
  readonly holdClock: () => () => void;
  /** Takes a span that was held back. */
  readonly exportHeld: (span: HeldSpan) => void;
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
  readonly #running = new Set<Promise<CallOutcome>>();
  readonly #budget: CallBudget;
  readonly #export = new CallExport();
  readonly #exceeded = new Set<string>();
  #taken = 0;
  #failed = 0;
  readonly #artifacts: Artifact[] = [];
  #stopped: StopStatus | undefined;

  constructor(parts: CallDeskParts) {
    this.#parts = parts;
    this.#budget = new CallBudget(parts.policy);
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
    return this.#track(this.#run(request, this.#parts.cell, undefined));
  }

  /** Resolves when the end of every call is recorded; after `stop`, that is soon. */
  async drained(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  /** Ends every running call, and refuses those that come later. */
  stop(status: StopStatus): void {
    this.#stopped ??= status;
    for (const call of this.#live) call.stop(status);
  }

  /** Exports what was held back of a cell with very many calls. Called once, when its calls have ended. */
  finish(): void {
    const { spans, aggregate } = this.#export.finish(this.#parts.cellId);
    for (const span of spans) this.#parts.exportHeld(span);
    if (aggregate) this.#parts.cell.report(aggregate);
  }

  async #track(outcome: Promise<CallOutcome>): Promise<CallOutcome> {
    this.#running.add(outcome);
    try {
      return await outcome;
    } finally {
      this.#running.delete(outcome);
    }
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
    const hold = this.#export.holdFor(start.callSequence);
    this.#live.add(call);
    try {
      return await parent.observe<CallOutcome>(
        {
          start,
          ...(hold && { hold }),
          end: (outcome) => {
            const result = outcome.kind === 'returned' ? outcome.value : failedOutcome(outcome.error);
            if (result.status !== 'ok') this.#failed++;
            this.#export.count(request.plugin, clock.nowMs() - outcome.durationMs, outcome.durationMs, result.status !== 'ok');
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
          return Promise.race([this.#attempt(request, plugin, start, { observation, signal: controller.signal, abort: (reason) => controller.abort(reason), artifacts }), stopped]);
        },
      );
    } catch (thrown) {
      return failedOutcome(thrown);
    } finally {
      this.#live.delete(call);
    }
  }

  async #attempt(request: CallRequest, plugin: CallablePlugin | undefined, start: CallStart, running: RunningCall): Promise<CallOutcome> {
    if (!plugin) return refusedOutcome('UnknownPlugin', `There is no plugin "${request.plugin}".`);
    const denial = forbidden(this.#parts.policy, plugin.name);
    if (denial !== undefined) return refusedOutcome('Forbidden', denial);
    if (request.unsendable !== undefined) return refusedOutcome('InvalidArguments', request.unsendable);
    try {
      const input = plugin.parseInput(request.args);
      if (!input.ok) return refusedOutcome('InvalidArguments', `${plugin.name}: ${input.message}`);
      const ticket = this.#budget.admit(plugin.name);
      if ('limit' in ticket) return this.#refuseOverBudget(ticket.limit, ticket.message);
      const permission = await this.#permission(plugin, start, running);
      if (running.signal.aborted) return stoppedOutcome(running.signal.reason as StopStatus);
      if (permission?.approval.decision === 'denied') return { ...refusedOutcome('Denied', permission.message), approval: permission.approval };
      const outcome = await this.#call(plugin, input.value, ticket, start.callId, running);
      return permission ? { ...outcome, approval: permission.approval } : outcome;
    } catch (thrown) {
      return failedOutcome(thrown);
    }
  }

  async #call(plugin: CallablePlugin, input: JsonValue, ticket: BudgetTicket, callId: string, running: RunningCall): Promise<CallOutcome> {
    const startMs = this.#parts.clock.nowMs();
    const work = plugin.call(input, this.#context(callId, ticket, running)).then((value): CallOutcome => ({ status: 'ok', value }), failedOutcome);
    try {
      return await (ticket.timeLeftMs === undefined ? work : this.#withinTime(work, ticket.timeLeftMs, running));
    } finally {
      ticket.close(this.#parts.clock.nowMs() - startMs);
    }
  }

  /** Ends a call that uses up the time the policy leaves it. */
  async #withinTime(work: Promise<CallOutcome>, timeLeftMs: number, running: RunningCall): Promise<CallOutcome> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<CallOutcome>((resolve) => {
      timer = setTimeout(() => {
        resolve({ status: 'timeout', error: { type: 'timeout', message: `The call used up the ${Math.round(timeLeftMs)} ms that the policy left it.` } });
        running.abort('timeout');
      }, timeLeftMs);
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  #refuseOverBudget(limit: string, message: string): CallOutcome {
    if (!this.#exceeded.has(limit)) this.#parts.cell.note({ type: 'budget-exceeded', limit, message });
    this.#exceeded.add(limit);
    return refusedOutcome('LimitReached', message);
  }

  /** Asks for a permission where the policy wants one. The kernel's code just waits: the reply is withheld. */
  async #permission(plugin: CallablePlugin, start: CallStart, { observation, signal }: RunningCall): Promise<Permission | undefined> {
    const { policy, approvals, clock, holdClock, sessionId, cellId } = this.#parts;
    const reason = approvalReason(policy, plugin.name);
    if (reason === undefined) return undefined;
    const { callId } = start;
    observation.note({ type: 'approval-request', callId, plugin: plugin.name, reason });
    const askedMs = clock.nowMs();
    const release = holdClock();
    try {
      const question = { sessionId, cellId, callId, plugin: plugin.name, description: plugin.description, reason, arguments: start.arguments, ...(start.line !== undefined && { line: start.line }) };
      const answer = approvals ? await approvals.ask(question, signal) : NOBODY_TO_ASK;
      const waitedMs = clock.nowMs() - askedMs;
      observation.note({ type: 'approval-decision', callId, ...answer, waitedMs });
      return { approval: { decision: answer.decision, by: answer.by, waitedMs }, message: deniedMessage(plugin.name, answer) };
    } finally {
      release();
    }
  }

  #context(callId: string, ticket: BudgetTicket, { observation, signal, artifacts }: RunningCall): CallContext {
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
        const outcome = await this.#track(this.#run({ plugin: name, args: input, origin: 'plugin' }, observation, callId));
        if (outcome.status === 'ok') return outcome.value;
        throw Object.assign(new Error(outcome.error.message), { name: outcome.error.type });
      },
      spend: ticket.spend,
    };
  }
}

/** What belongs to a call while it runs. */
interface RunningCall {
  readonly observation: Observation;
  readonly signal: AbortSignal;
  readonly abort: (reason: StopStatus) => void;
  readonly artifacts: Artifact[];
}

interface Permission {
  readonly approval: CallApproval;
  /** What the code is told when it was denied. */
  readonly message: string;
}

const NOBODY_TO_ASK: ApprovalAnswer = { decision: 'denied', by: 'heddle', note: 'There is nobody to ask: no approvals are set up.' };

function deniedMessage(plugin: string, { by, note }: Pick<ApprovalAnswer, 'by' | 'note'>): string {
  return `${by} did not allow the call of ${plugin}.${note === undefined ? '' : ` ${note}`}`;
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
