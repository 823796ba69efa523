import { createId, type Artifact, type CallApproval, type CallStart, type EventError, type JsonValue, type Preview } from '@heddle/model';
import { errorFacts, type ArtifactSink, type Clock, type HeldSpan, type Observation, type Redactor } from '@heddle/sdk';
import type { CallablePlugin, CallContext } from '../callable-plugin.js';
import { isTooDeep, MAX_DEPTH } from '../json-depth.js';
import type { PayloadKeeper } from '../workspace/payload-keeper.js';
import type { ApprovalAnswer, ApprovalPort } from '../policy/approval-port.js';
import { CallBudget, type BudgetTicket } from '../policy/call-budget.js';
import { approvalReason, forbidden, type CallPolicy } from '../policy/call-policy.js';
import { CallExport } from './call-export.js';
import { refusedOutcome, stoppedOutcome, type CallOutcome, type StopStatus } from './call-outcome.js';
import { RunningCall } from './running-call.js';

/** Longest log line a plugin can leave, and most lines per call. */
const LOG_LENGTH = 4_000;
const LOG_LINES = 1_000;

export interface CallDeskParts {
  readonly sessionId: string;
  /** Absent when no cell makes the calls: a model does. */
  readonly cellId: string | undefined;
  readonly plugins: ReadonlyMap<string, CallablePlugin>;
  /** What the calls are recorded below: the cell, or the post of whoever calls. */
  readonly parent: Observation;
  readonly clock: Clock;
  readonly redact: Redactor;
  readonly artifacts: ArtifactSink;
  readonly payloads: PayloadKeeper;
  readonly policy: CallPolicy;
  /** Whom to ask; without one, calls that need a permission are refused. */
  readonly approvals: ApprovalPort | undefined;
  /** Stops the caller's time limit while somebody is asked; gives back what starts it again. */
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
  /** The model's own id of the call. */
  readonly toolCallId?: string;
  /** Longest time of the call, in milliseconds; waiting for a permission does not count. Default: the cell's limit alone. */
  readonly timeMs?: number;
  readonly position?: Pick<CallStart, 'line' | 'column' | 'sourceCellId' | 'task'>;
}

/**
 * Runs the plugin calls of one cell, or of one post whose model calls by itself: each under its own span, whatever
 * happens to cell or kernel. What the desk knows of a call it knows first-hand; only position and task are the kernel's
 * word.
 */
export class CallDesk {
  readonly #parts: CallDeskParts;
  readonly #live = new Set<RunningCall>();
  #whenIdle: () => void = () => {};
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
    return this.#run(request, this.#parts.parent, undefined);
  }

  /** Resolves when the end of every call is recorded; after `stop`, that is soon. */
  async drained(): Promise<void> {
    while (this.#live.size > 0) {
      await new Promise<void>((resolve) => {
        this.#whenIdle = resolve;
      });
    }
  }

  /** Ends every running call, and refuses those that come later. */
  stop(status: StopStatus): void {
    this.#stopped ??= status;
    for (const call of this.#live) call.stop(status);
  }

  /** Exports what was held back of a cell with very many calls. Called once, when its calls have ended. */
  finish(): void {
    const { cellId } = this.#parts;
    if (cellId === undefined) return;
    const { spans, aggregate } = this.#export.finish(cellId);
    for (const span of spans) this.#parts.exportHeld(span);
    if (aggregate) this.#parts.parent.report(aggregate);
  }

  async #run(request: CallRequest, parent: Observation, parentCallId: string | undefined): Promise<CallOutcome> {
    const { clock, redact, payloads, cellId, plugins } = this.#parts;
    const plugin = plugins.get(request.plugin);
    const callId = createId('call', Math.floor(clock.nowMs()));
    const call = new RunningCall(callId);
    const start: CallStart = {
      type: 'call-start',
      callId,
      ...(cellId !== undefined && { cellId }),
      ...(request.toolCallId !== undefined && { toolCallId: request.toolCallId }),
      ...(parentCallId !== undefined && { parentCallId }),
      plugin: request.plugin,
      pluginVersion: plugin?.version ?? '',
      pluginHash: plugin?.hash ?? '',
      arguments: payloads.keep(redact(request.args), 'arguments.json', cellId, callId),
      ...request.position,
      callSequence: ++this.#taken,
      origin: request.origin,
    };
    const hold = cellId === undefined ? undefined : this.#export.holdFor(start.callSequence);
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
              ...(result.status === 'ok' ? { result: this.#keepResult(result, callId) } : { error: result.error }),
              durationMs: outcome.durationMs,
              artifacts: call.artifacts,
              ...(result.approval && { approval: result.approval }),
            };
          },
        },
        (observation) => {
          if (this.#stopped) call.stop(this.#stopped);
          else if (request.timeMs !== undefined) call.limit(request.timeMs);
          return call.untilStopped(this.#attempt(request, plugin, start, observation, call));
        },
      );
    } catch (thrown) {
      return failedOutcome(thrown);
    } finally {
      call.ended();
      this.#live.delete(call);
      if (this.#live.size === 0) this.#whenIdle();
    }
  }

  async #attempt(request: CallRequest, plugin: CallablePlugin | undefined, start: CallStart, observation: Observation, call: RunningCall): Promise<CallOutcome> {
    if (!plugin) return refusedOutcome('UnknownPlugin', `There is no plugin "${request.plugin}".`);
    const denial = forbidden(this.#parts.policy, plugin.name);
    if (denial !== undefined) return refusedOutcome('Forbidden', denial);
    if (request.unsendable !== undefined) return refusedOutcome('InvalidArguments', request.unsendable);
    try {
      const input = plugin.parseInput(request.args);
      if (!input.ok) return refusedOutcome('InvalidArguments', `${plugin.name}: ${input.message}`);
      const ticket = this.#budget.admit(plugin.name);
      if ('limit' in ticket) return this.#refuseOverBudget(ticket.limit, ticket.message);
      const reason = approvalReason(this.#parts.policy, plugin.name);
      if (reason === undefined) return await this.#call(plugin, input.value, ticket, observation, call);
      const { approval, message } = await this.#permission(plugin, reason, start, observation, call);
      if (approval.decision === 'denied') return { ...refusedOutcome('Denied', message), approval };
      return { ...(await this.#call(plugin, input.value, ticket, observation, call)), approval };
    } catch (thrown) {
      return failedOutcome(thrown);
    }
  }

  async #call(plugin: CallablePlugin, input: JsonValue, ticket: BudgetTicket, observation: Observation, call: RunningCall): Promise<CallOutcome> {
    if (call.stopped) return stoppedOutcome(call.stopped);
    const startMs = this.#parts.clock.nowMs();
    try {
      const work = plugin.call(input, this.#context(ticket, observation, call));
      const value = await (ticket.timeLeftMs === undefined ? work : withinTime(work, ticket.timeLeftMs, call));
      return value === LATE ? lateOutcome(ticket.timeLeftMs!) : finishedOutcome(plugin.name, value);
    } finally {
      ticket.close(this.#parts.clock.nowMs() - startMs);
    }
  }

  #keepResult({ value, json }: CallOutcome & { readonly status: 'ok' }, callId: string): Preview {
    const { redact, payloads, cellId } = this.#parts;
    const safe = redact(value);
    return payloads.keep(safe, 'result.json', cellId, callId, safe === value ? json : undefined);
  }

  #refuseOverBudget(limit: string, message: string): CallOutcome {
    if (!this.#exceeded.has(limit)) this.#parts.parent.note({ type: 'budget-exceeded', limit, message });
    this.#exceeded.add(limit);
    return refusedOutcome('LimitReached', message);
  }

  /** Asks for a permission where the policy wants one. The kernel's code just waits: the reply is withheld. */
  async #permission(plugin: CallablePlugin, reason: string, start: CallStart, observation: Observation, call: RunningCall): Promise<Permission> {
    const { approvals, clock, holdClock, sessionId, cellId } = this.#parts;
    const { callId } = start;
    observation.note({ type: 'approval-request', callId, plugin: plugin.name, reason });
    const askedMs = clock.nowMs();
    const releases = [holdClock(), call.holdLimit()];
    try {
      const question = { sessionId, ...(cellId !== undefined && { cellId }), callId, plugin: plugin.name, description: plugin.description, reason, arguments: start.arguments, ...(start.line !== undefined && { line: start.line }) };
      const answer = approvals ? await approvals.ask(question, call.signal) : NOBODY_TO_ASK;
      const waitedMs = clock.nowMs() - askedMs;
      observation.note({ type: 'approval-decision', callId, ...answer, waitedMs });
      return { approval: { decision: answer.decision, by: answer.by, waitedMs }, message: deniedMessage(plugin.name, answer) };
    } finally {
      for (const release of releases) release();
    }
  }

  #context(ticket: BudgetTicket, observation: Observation, running: RunningCall): CallContext {
    const { sessionId, cellId, artifacts: sink, redact } = this.#parts;
    const { callId } = running;
    let lines = 0;
    return {
      sessionId,
      ...(cellId !== undefined && { cellId }),
      callId,
      get signal() {
        return running.signal;
      },
      observation,
      log: (level, message) => {
        if (!running.stopped && lines++ < LOG_LINES) observation.note({ type: 'call-log', callId, level, message: String(redact(message)).slice(0, LOG_LENGTH) });
      },
      putArtifact: async (artifact) => {
        const kept = await sink.put({ ...artifact, ...(cellId !== undefined && { cellId }), callId });
        if (running.stopped) return kept;
        running.artifacts.push(kept);
        this.#artifacts.push(kept);
        return kept;
      },
      call: async (name, input) => {
        const outcome = await this.#run({ plugin: name, args: input, origin: 'plugin' }, observation, callId);
        if (outcome.status === 'ok') return outcome.value;
        throw Object.assign(new Error(outcome.error.message), { name: outcome.error.type });
      },
      spend: ticket.spend,
    };
  }
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

const LATE = Symbol('late');

/** Ends a call that uses up the time the policy leaves it. */
async function withinTime(work: Promise<JsonValue>, timeLeftMs: number, call: RunningCall): Promise<JsonValue | typeof LATE> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<typeof LATE>((resolve) => {
    timer = setTimeout(() => resolve(LATE), timeLeftMs);
  });
  try {
    const first = await Promise.race([work, late]);
    if (first === LATE) call.abort('timeout');
    return first;
  } finally {
    clearTimeout(timer);
  }
}

function lateOutcome(timeLeftMs: number): CallOutcome {
  return { status: 'timeout', error: { type: 'timeout', message: `The call used up the ${Math.round(timeLeftMs)} ms that the policy left it.` } };
}

function finishedOutcome(plugin: string, value: JsonValue): CallOutcome {
  try {
    const json = JSON.stringify(value) ?? 'null';
    if (!isTooDeep(value, json.length)) return { status: 'ok', value: value ?? null, json };
    return badResult(`The result of ${plugin} is nested deeper than ${MAX_DEPTH} levels.`);
  } catch (thrown) {
    return badResult(`The result of ${plugin} is not JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
}

function badResult(message: string): CallOutcome {
  return { status: 'error', error: { type: 'BadResult', message } };
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
