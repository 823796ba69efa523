import type { CellEnd, CellStatus, EventPayload, MimeBundle } from '@heddle/model';
import type { Clock, Observation, Redactor } from '@heddle/sdk';
import { boundedBundle } from './bounded-bundle.js';
import type { CallDesk } from './calls/call-desk.js';
import { replyJson } from './calls/reply-json.js';
import { CellOutputs } from './cell-outputs.js';
import type { KernelConnection } from './kernel-connection.js';
import type { CellRequest } from './kernel.js';
import type { KernelLimits } from './kernel-limits.js';
import type { CallFrame, DoneFrame, KernelFrame } from './protocol/frames.js';

/** How long an interrupt waits for code that is waiting itself, before code that is busy is unwound. */
const COOPERATION_MS = 60;
/** Displays of one cell that are kept. */
const MAX_DISPLAYS = 100;
/** Frames for other cells, or after the end, before a kernel counts as hostile. */
const MAX_STRAY_FRAMES = 100;
/** Calls at once before a kernel counts as hostile; the runners keep to 256. */
const MAX_LIVE_CALLS = 4_096;
/** What a kernel may send beyond a cell's output limit before it counts as hostile. */
const MAX_FLOOD_LENGTH = 128 * 1024 * 1024;

type StopReason = 'timeout' | 'interrupted' | 'cancelled';

export interface CellRunParts {
  readonly request: CellRequest;
  readonly label: string;
  readonly cell: Observation;
  readonly desk: CallDesk;
  readonly connection: KernelConnection;
  readonly limits: KernelLimits;
  readonly clock: Clock;
  readonly redact: Redactor;
  /** The cell a label names; `undefined` when the kernel made it up. */
  readonly cellOfLabel: (label: string) => string | undefined;
  /** Records something the kernel must not do. */
  readonly warn: (message: string) => void;
}

/** What a cell came to, before its end is recorded. */
export type CellResult = Omit<CellEnd, 'type' | 'cellId' | 'durationMs' | 'calls'> & { readonly kernelCalls: number };

/** One running cell, seen from the host: takes the kernel's frames, answers its calls, and settles once. */
export class CellRun {
  readonly #parts: CellRunParts;
  readonly #outputs: CellOutputs;
  readonly #settled: Promise<CellResult>;
  #settle!: (result: CellResult) => void;
  #stopping: StopReason | undefined;
  #displays = 0;
  #liveCalls = 0;
  #strays = 0;
  #state: 'running' | 'finishing' | 'over' = 'running';
  #timers: NodeJS.Timeout[] = [];

  constructor(parts: CellRunParts) {
    this.#parts = parts;
    const { cell, clock, request, limits, redact } = parts;
    this.#outputs = new CellOutputs(limits.outputLength, (stream, text) =>
      this.#note({ type: 'cell-output', cellId: request.cellId, stream, text: redact(text), atMs: clock.nowMs() - cell.startMs }));
    this.#settled = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  get settled(): Promise<CellResult> {
    return this.#settled;
  }

  frame(frame: KernelFrame): void {
    if (frame.t === 'warn') return this.output('stderr', `${frame.message}\n`);
    if (frame.t === 'ready' || frame.t === 'echo') return;
    if (this.#state !== 'running' || frame.cell !== this.#parts.label) return this.#stray(frame.t);
    switch (frame.t) {
      case 'call': return void this.#call(frame);
      case 'out': return this.output(frame.stream, frame.text);
      case 'display': return this.#display(boundedBundle(frame.bundle));
      case 'done': return void this.#done(frame);
    }
  }

  output(stream: 'stdout' | 'stderr', text: string): void {
    if (this.#state === 'over') return;
    this.#outputs.write(stream, text);
    if (this.#outputs.dropped > MAX_FLOOD_LENGTH) void this.#parts.connection.kill({ reason: 'protocol', detail: 'It flooded the host with output.' });
  }

  /** Stops the cell: first as a request, then by unwinding its code, then by ending the kernel. */
  stop(reason: StopReason): void {
    if (this.#state !== 'running' || this.#stopping) return;
    this.#stopping = reason;
    const { connection, label, limits, desk } = this.#parts;
    desk.stop(reason);
    connection.send({ t: 'interrupt', cell: label });
    this.#timers.push(
      setTimeout(() => connection.unwind(), COOPERATION_MS),
      setTimeout(() => void connection.kill({ reason: 'killed', detail: `It did not stop within ${limits.graceMs} ms of the ${reason === 'timeout' ? 'time limit' : 'interrupt'}.` }), limits.graceMs),
    );
  }

  /** The kernel is gone. */
  kernelEnded(detail: string): void {
    if (this.#state === 'over') return;
    this.#end();
    this.#parts.desk.stop(this.#stopping ?? 'kernel-exit');
    const status = this.#stopping ?? 'kernel-exit';
    this.#settle(this.#result(status, { kernelCalls: this.#parts.desk.counts.host, variables: [], error: { type: status, message: detail } }));
  }

  async #call(frame: CallFrame): Promise<void> {
    const { desk, connection, cellOfLabel, request } = this.#parts;
    if (this.#liveCalls >= MAX_LIVE_CALLS) return connection.kill({ reason: 'protocol', detail: `It made more than ${MAX_LIVE_CALLS} calls at once.` });
    this.#liveCalls++;
    const sourceCellId = frame.at === undefined || frame.at === this.#parts.label ? undefined : cellOfLabel(frame.at);
    const outcome = await desk.run({
      plugin: frame.plugin,
      args: frame.args,
      unsendable: frame.unsendable,
      origin: 'code',
      position: {
        ...(frame.line !== undefined && { line: frame.line }),
        ...(frame.column !== undefined && { column: frame.column }),
        ...(sourceCellId !== undefined && sourceCellId !== request.cellId && { sourceCellId }),
        ...(frame.task !== undefined && { task: frame.task }),
      },
    });
    this.#liveCalls--;
    if (this.#state !== 'running' || this.#stopping) return;
    connection.sendJson(replyJson(frame.id, outcome, this.#parts.limits.resultBytes));
  }

  #display(bundle: MimeBundle): void {
    const { cell, clock, request } = this.#parts;
    if (this.#displays++ >= MAX_DISPLAYS) return this.#outputs.markTruncated();
    this.#outputs.flush();
    this.#note({ type: 'cell-display', cellId: request.cellId, bundle, atMs: clock.nowMs() - cell.startMs });
  }

  async #done(frame: DoneFrame): Promise<void> {
    this.#state = 'finishing';
    // What child processes wrote before the frame is in the pipes by now: let it be read.
    await new Promise(setImmediate);
    if (this.#state !== 'finishing') return;
    this.#end();
    if (frame.outputTruncated) this.#outputs.markTruncated();
    const status: CellStatus = this.#stopping ?? frame.outcome;
    this.#parts.desk.stop(this.#stopping ?? 'cell-end');
    this.#settle(this.#result(status, {
      kernelCalls: frame.calls,
      variables: frame.variables,
      ...(status === 'ok' && frame.value && { value: boundedBundle(frame.value) }),
      ...((status === 'error' || status === 'refused') && { error: frame.error ?? { type: 'Error', message: 'The kernel did not say what was raised.' } }),
      ...(this.#stopping && { error: { type: this.#stopping, message: this.#stopMessage(this.#stopping) } }),
    }));
  }

  /** What cannot be recorded must not go on; the end of the cell then says why. */
  #note(payload: EventPayload): void {
    try {
      this.#parts.cell.note(payload);
    } catch {
      this.stop('cancelled');
    }
  }

  #end(): void {
    this.#state = 'over';
    for (const timer of this.#timers) clearTimeout(timer);
    this.#outputs.flush();
  }

  #result(status: CellStatus, rest: Pick<CellResult, 'kernelCalls' | 'variables'> & Partial<Pick<CellResult, 'value' | 'error'>>): CellResult {
    return {
      status,
      stdout: this.#outputs.text('stdout'),
      stderr: this.#outputs.text('stderr'),
      outputTruncated: this.#outputs.dropped > 0,
      artifacts: [],
      ...rest,
    };
  }

  #stopMessage(reason: StopReason): string {
    switch (reason) {
      case 'timeout': return `The cell ran longer than ${this.#parts.request.timeoutMs ?? this.#parts.limits.cellTimeMs} ms and was interrupted. Its variables are kept.`;
      case 'interrupted': return 'The cell was interrupted. Its variables are kept.';
      case 'cancelled': return 'The round was cancelled while the cell ran. Its variables are kept.';
    }
  }

  #stray(what: string): void {
    this.#strays++;
    if (this.#strays <= 3) this.#parts.warn(`A "${what}" frame did not belong to the running cell and was ignored.`);
    if (this.#strays > MAX_STRAY_FRAMES) void this.#parts.connection.kill({ reason: 'protocol', detail: 'It kept sending frames for cells that do not run.' });
  }
}
