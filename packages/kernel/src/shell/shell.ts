import { createId, type CellEnd, type CellStart, type CellStatus, type EventError } from '@heddle/model';
import { createRedactor, errorFacts, systemClock, toPreview, type ArtifactSink, type Clock, type Observation, type Observer, type Redactor } from '@heddle/sdk';
import { mkdir, realpath } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import type { Readable } from 'node:stream';
import { CellOutputs } from '../cell-outputs.js';
import { DEFAULT_LIMITS, type KernelLimits } from '../kernel-limits.js';
import type { CellRequest } from '../kernel.js';
import type { Place } from '../places/place.js';
import type { ApprovalPort } from '../policy/approval-port.js';
import { approvalReason, forbidden, type CallPolicy } from '../policy/call-policy.js';
import { keepWrittenFiles } from '../workspace/keep-written-files.js';
import { WorkspaceFiles } from '../workspace/workspace-files.js';

/** What a policy calls shell commands: `approve: { shell: '...' }`, `deny: ['shell']`. */
const POLICY_NAME = 'shell';

export interface ShellOptions {
  /** One with `startCommand`; see `selectShellPlace`. */
  readonly place: Place;
  readonly placeReason?: string;
  /** Folder in which every command begins, and the only one it may write to. */
  readonly workspace: string;
  readonly artifacts: ArtifactSink;
  readonly observer: Observer;
  readonly policy?: CallPolicy;
  /** Who permits commands where the policy wants a permission. Without one they are refused. */
  readonly approvals?: ApprovalPort;
  readonly limits?: Partial<KernelLimits>;
  readonly clock?: Clock;
  readonly redact?: Redactor;
}

/** Runs commands one after the other, each in a process of its own: what stays between them is the working folder. */
export interface Shell {
  /**
   * Runs a command as a cell of the language `shell`. Its value is the exit code; another than 0 is the status `error`.
   *
   * @returns the redacted end of the cell, as its event has it
   */
  run(request: CellRequest, parent: Observation): Promise<CellEnd>;
  /** Waits for the running command, and takes no more. */
  close(): Promise<void>;
}

/** Opens a shell; nothing runs before the first command. */
export async function openShell(options: ShellOptions): Promise<Shell> {
  const { place, placeReason, artifacts, observer, policy = {}, approvals, clock = systemClock, redact = createRedactor() } = options;
  if (!place.startCommand) throw new TypeError(`The place "${place.name}" has no shell.`);
  await mkdir(options.workspace, { recursive: true });
  const workspace = await realpath(options.workspace);
  const limits: KernelLimits = { ...DEFAULT_LIMITS, ...options.limits };
  const files = new WorkspaceFiles(workspace);
  const kernelId = createId('kernel', Math.floor(clock.nowMs()));
  const warn = (message: string) => observer.note({ type: 'kernel-warning', kernelId, message });
  let queue: Promise<unknown> = Promise.resolve();
  observer.note({ type: 'kernel-start', kernelId, place: place.name, language: 'shell', ...(placeReason !== undefined && { reason: placeReason }), startMs: 0 });

  async function execute(request: CellRequest, parent: Observation): Promise<CellEnd> {
    const { cellId, index, source, attempt } = request;
    const start: CellStart = { type: 'cell-start', cellId, index, language: 'shell', source, attempt, place: place.name, kernelId };
    let end: CellEnd | undefined;
    await parent.observe<CommandResult>(
      {
        start,
        end: (outcome) => {
          const result = outcome.kind === 'returned' ? outcome.value : { ...NOTHING, status: 'kernel-exit' as const, error: errorFacts(outcome.error) };
          end = redact<CellEnd>({ type: 'cell-end', cellId, durationMs: outcome.durationMs, calls: { host: 0, failed: 0, kernel: 0 }, variables: [], ...result });
          return end;
        },
      },
      async (cell) => {
        const refusal = await refusalOf(request, cell);
        if (refusal) return { ...NOTHING, status: 'refused', error: refusal };
        if (request.signal?.aborted) return { ...NOTHING, status: 'cancelled', error: CANCELLED };
        // What lies in the workspace by now is not of this command, whoever wrote it since the last one.
        await files.changes();
        const result = await runCommand(request, cell);
        return { ...result, artifacts: await keepWrittenFiles(files, cellId, artifacts, limits, warn) };
      },
    );
    return end!;
  }

  /** Why the command may not run, after whoever decides was asked. */
  async function refusalOf({ cellId, source, signal }: CellRequest, cell: Observation): Promise<EventError | undefined> {
    const denial = forbidden(policy, POLICY_NAME);
    if (denial !== undefined) return { type: 'Forbidden', message: 'The policy does not allow shell commands.' };
    const reason = approvalReason(policy, POLICY_NAME);
    if (reason === undefined) return undefined;
    cell.note({ type: 'approval-request', callId: cellId, plugin: POLICY_NAME, reason });
    const askedMs = clock.nowMs();
    const question = { sessionId: observer.sessionId, cellId, callId: cellId, plugin: POLICY_NAME, description: 'A shell command.', reason, arguments: toPreview(redact({ command: source })) };
    const answer = approvals
      ? await approvals.ask(question, signal ?? new AbortController().signal)
      : { decision: 'denied' as const, by: 'heddle', note: 'There is nobody to ask: no approvals are set up.' };
    cell.note({ type: 'approval-decision', callId: cellId, ...answer, waitedMs: clock.nowMs() - askedMs });
    if (answer.decision === 'approved') return undefined;
    return { type: 'Denied', message: `${answer.by} did not allow the command.${answer.note === undefined ? '' : ` ${answer.note}`}` };
  }

  async function runCommand({ cellId, source, timeoutMs = limits.cellTimeMs, signal }: CellRequest, cell: Observation): Promise<CommandResult> {
    const command = await place.startCommand!({ source, workspace, limits });
    const outputs = new CellOutputs(limits.outputLength, (stream, text) =>
      cell.note({ type: 'cell-output', cellId, stream, text: redact(text), atMs: clock.nowMs() - cell.startMs }));
    let stopped: 'timeout' | 'cancelled' | undefined;
    const stop = (why: 'timeout' | 'cancelled') => {
      stopped ??= why;
      command.kill();
    };
    const timer = setTimeout(() => stop('timeout'), timeoutMs);
    const cancel = () => stop('cancelled');
    signal?.addEventListener('abort', cancel, { once: true });
    if (signal?.aborted) cancel();
    const read = Promise.all([
      readText(command.stdout, (text) => outputs.write('stdout', text)),
      readText(command.stderr, (text) => outputs.write('stderr', text)),
    ]);
    const exit = await command.exited;
    await read;
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
    outputs.flush();
    return {
      ...NOTHING,
      stdout: outputs.text('stdout'),
      stderr: outputs.text('stderr'),
      outputTruncated: outputs.dropped > 0,
      ...(stopped === 'cancelled' && { status: 'cancelled', error: CANCELLED }),
      ...(stopped === 'timeout' && { status: 'timeout', error: { type: 'timeout', message: `The command ran longer than ${timeoutMs} ms and was ended.` } }),
      ...(!stopped && exitFacts(exit)),
    };
  }

  return {
    run(request, parent) {
      const turn = queue.then(() => execute(request, parent));
      queue = turn.catch(() => {});
      return turn;
    },
    async close() {
      await queue;
      observer.note({ type: 'kernel-end', kernelId, reason: 'closed', lostVariables: [] });
    },
  };
}

type CommandResult = Pick<CellEnd, 'status' | 'stdout' | 'stderr' | 'outputTruncated' | 'artifacts' | 'value' | 'error'>;

const NOTHING: CommandResult = { status: 'ok', stdout: '', stderr: '', outputTruncated: false, artifacts: [] };
const CANCELLED: EventError = { type: 'cancelled', message: 'The round was cancelled while the command ran.' };

function exitFacts({ code, signal, error, excess }: Awaited<Awaited<ReturnType<NonNullable<Place['startCommand']>>>['exited']>): Pick<CommandResult, 'status' | 'value' | 'error'> {
  const status: CellStatus = code === null ? 'kernel-exit' : code === 0 ? 'ok' : 'error';
  if (code === null) return { status, error: { type: status, message: excess ?? error?.message ?? `The command was ended by ${signal ?? 'the system'}.` } };
  return {
    status,
    value: { 'text/plain': `exit code ${code}`, 'application/json': { exitCode: code } },
    ...(code !== 0 && { error: { type: 'ExitCode', message: `The command ended with exit code ${code}.` } }),
  };
}

/** Reads text to its end; a letter may come in two pieces. */
function readText(stream: Readable, write: (text: string) => void): Promise<void> {
  const decoder = new StringDecoder('utf8');
  stream.on('data', (bytes: Buffer) => write(decoder.write(bytes)));
  return new Promise((resolve) => {
    stream.once('close', () => {
      write(decoder.end());
      resolve();
    });
  });
}
