import { createId, type Artifact, type CellEnd, type CellStart, type EventPayload, type PlaceName, type VariableSummary } from '@heddle/model';
import { createRedactor, errorFacts, systemClock, type Clock, type Observation, type Redactor } from '@heddle/sdk';
import { mkdir, realpath } from 'node:fs/promises';
import type { CallablePlugin } from './callable-plugin.js';
import { CallDesk } from './calls/call-desk.js';
import { CellClock } from './cell-clock.js';
import { CellRun, type CellResult } from './cell-run.js';
import { KernelError } from './errors.js';
import { KernelConnection, type ConnectionEnd } from './kernel-connection.js';
import { DEFAULT_LIMITS, type KernelLimits } from './kernel-limits.js';
import type { CellRequest, Kernel, KernelOptions } from './kernel.js';
import { pluginStub, pluginTable } from './plugin-table.js';
import type { CellCode } from './protocol/frames.js';
import { pythonDeclarations } from './python/plugin-declarations.js';
import { sharedCellTransformer } from './typescript/cell-transformer.js';
import { BUILT_IN_MODULES } from './typescript/built-in-modules.js';
import { typescriptDeclarations } from './typescript/plugin-declarations.js';
import { keepWrittenFiles } from './workspace/keep-written-files.js';
import { PayloadKeeper } from './workspace/payload-keeper.js';
import { WorkspaceFiles } from './workspace/workspace-files.js';

/**
 * Starts a kernel.
 *
 * @throws {KernelError} `KERNEL_START_FAILED`, or `BAD_PLUGIN_NAME`
 */
export async function createKernel(options: KernelOptions): Promise<Kernel> {
  await mkdir(options.workspace, { recursive: true });
  const kernel = new HostKernel({ ...options, workspace: await realpath(options.workspace) });
  await kernel.start(options.warm?.connection);
  return kernel;
}

/** Cells that positions can be in: a function kept from an older one is reported without its cell. */
const MAX_LABELS = 10_000;

/** The host's side of a kernel: its process, its plugins, and what is known of its state. */
class HostKernel implements Kernel {
  readonly place: PlaceName;
  readonly language;
  readonly #options: KernelOptions;
  readonly #limits: KernelLimits;
  readonly #clock: Clock;
  readonly #redact: Redactor;
  readonly #payloads: PayloadKeeper;
  readonly #files: WorkspaceFiles;
  readonly #labels = new Map<string, string>();
  #id = '';
  #plugins: ReadonlyMap<string, CallablePlugin>;
  #aliases: readonly string[] = [];
  #connection: KernelConnection | undefined;
  #run: CellRun | undefined;
  #variables: readonly VariableSummary[] = [];
  #lost: readonly string[] = [];
  #queue: Promise<unknown> = Promise.resolve();
  #closed = false;
  /** Set while a cell is on its way to its run: an interrupt then must not be lost. */
  #preparing: { interrupted: boolean } | undefined;
  #failure: unknown;

  constructor(options: KernelOptions) {
    this.#options = options;
    this.place = options.place.name;
    this.language = options.language;
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#clock = options.clock ?? systemClock;
    this.#redact = options.redact ?? createRedactor();
    this.#plugins = pluginTable(options.plugins);
    this.#payloads = new PayloadKeeper(options.artifacts, this.#limits.payloadBytes, (message) => this.#warn(message));
    this.#files = new WorkspaceFiles(options.workspace);
  }

  get id(): string {
    return this.#id;
  }

  /** @param warm - a process that is ready already, if it still lives */
  async start(warm?: KernelConnection): Promise<void> {
    if (this.language === 'typescript') sharedCellTransformer();
    const { place, placeReason, workspace, observer, packages } = this.#options;
    const startMs = this.#clock.nowMs();
    const id = createId('kernel', Math.floor(startMs));
    const launch = { language: this.language, workspace, limits: this.#limits, packages: packages?.folder };
    const ready = warm?.alive ? warm : undefined;
    const connection = ready ?? (await KernelConnection.start(place, launch));
    connection.listen({
      frame: (frame) => {
        if (this.#run) this.#run.frame(frame);
        else if (frame.t === 'warn') this.#warn(frame.message);
      },
      output: (stream, text) => this.#run?.output(stream, text),
      ended: (end) => this.#ended(id, end),
    });
    this.#connection = connection;
    this.#id = id;
    this.#aliases = [];
    this.#sendPlugins();
    observer.note({
      type: 'kernel-start',
      kernelId: id,
      place: place.name,
      language: this.language,
      ...(placeReason !== undefined && { reason: placeReason }),
      startMs: this.#clock.nowMs() - startMs,
      warm: ready !== undefined,
    });
  }

  declarations(): string {
    const plugins = [...this.#plugins.values()];
    const modules = this.#options.packages?.modules ?? [];
    if (this.language === 'python') return pythonDeclarations(plugins, modules);
    return typescriptDeclarations(plugins, [...BUILT_IN_MODULES, ...modules]);
  }

  setPlugins(plugins: readonly CallablePlugin[]): void {
    this.#plugins = pluginTable(plugins);
    this.#sendPlugins();
  }

  variables(): readonly VariableSummary[] {
    return this.#variables;
  }

  lostVariables(): readonly string[] {
    return this.#lost;
  }

  execute(request: CellRequest, parent: Observation): Promise<CellEnd> {
    return this.#inTurn(() => this.#execute(request, parent));
  }

  async interrupt(): Promise<void> {
    const run = this.#run;
    if (!run && this.#preparing) this.#preparing.interrupted = true;
    run?.stop('interrupted');
    await run?.settled;
  }

  async restart(): Promise<void> {
    this.#run?.stop('cancelled');
    await this.#connection?.kill({ reason: 'closed', detail: 'It was restarted.' });
    await this.#inTurn(() => this.#ensureStarted());
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#run?.stop('cancelled');
    await this.#connection?.kill({ reason: 'closed', detail: 'It was closed.' });
    await this.#queue;
    await this.#payloads.settled();
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#queue.then(work);
    this.#queue = turn.catch(() => {});
    return turn;
  }

  async #execute(request: CellRequest, parent: Observation): Promise<CellEnd> {
    await this.#ensureStarted();
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure;
    this.#preparing = { interrupted: false };
    const label = request.attempt === 1 ? `${request.index}` : `${request.index}.${request.attempt}`;
    this.#labels.set(label, request.cellId);
    if (this.#labels.size > MAX_LABELS) this.#labels.delete(this.#labels.keys().next().value!);
    const start: CellStart = {
      type: 'cell-start',
      cellId: request.cellId,
      index: request.index,
      language: this.language,
      source: request.source,
      attempt: request.attempt,
      place: this.place,
      kernelId: this.#id,
    };
    let end: CellEnd | undefined;
    await parent.observe<{ readonly result: CellResult; readonly desk: CallDesk | undefined }>(
      {
        start,
        end: (outcome) => {
          const result = outcome.kind === 'returned' ? outcome.value.result : hostFailure(outcome.error);
          const { kernelCalls, ...rest } = result;
          const counts = (outcome.kind === 'returned' && outcome.value.desk?.counts) || { host: 0, failed: 0 };
          end = this.#redact<CellEnd>({ type: 'cell-end', cellId: request.cellId, durationMs: outcome.durationMs, calls: { ...counts, kernel: kernelCalls }, ...rest });
          return end;
        },
      },
      (cell) => this.#runCell(request, label, cell),
    );
    this.#preparing = undefined;
    return end!;
  }

  async #runCell(request: CellRequest, label: string, cell: Observation): Promise<{ readonly result: CellResult; readonly desk: CallDesk | undefined }> {
    if (request.refusal) {
      const { message, type, line, column } = request.refusal;
      return { result: { ...emptyResult('refused', message, type, { line, column }), variables: this.#variables }, desk: undefined };
    }
    // What lies in the workspace by now is not of this cell, whoever wrote it since the last one.
    const [code] = await Promise.all([this.#readCell(request.source, label), this.#files.changes()]);
    // Checked last before it is sent: a signal that fired while the cell was read fires no more.
    if (request.signal?.aborted) return { result: emptyResult('cancelled', 'The round was cancelled before the cell ran.'), desk: undefined };
    if ('result' in code) return { result: code.result, desk: undefined };
    const connection = this.#connection!;
    const { artifacts, observer } = this.#options;
    let clock: CellClock | undefined;
    const desk = new CallDesk({
      sessionId: observer.sessionId,
      cellId: request.cellId,
      plugins: this.#plugins,
      parent: cell,
      clock: this.#clock,
      redact: this.#redact,
      artifacts,
      payloads: this.#payloads,
      policy: this.#options.policy ?? {},
      approvals: this.#options.approvals,
      holdClock: () => clock?.hold() ?? (() => {}),
      exportHeld: (span) => observer.exportHeld(span),
    });
    const run = new CellRun({
      request,
      label,
      cell,
      desk,
      connection,
      limits: this.#limits,
      clock: this.#clock,
      redact: this.#redact,
      cellOfLabel: (known) => this.#labels.get(known),
      warn: (message) => this.#warn(message),
    });
    this.#run = run;
    const { interrupted } = this.#preparing ?? {};
    this.#preparing = undefined;
    clock = new CellClock(request.timeoutMs ?? this.#limits.cellTimeMs, () => run.stop('timeout'));
    const cancel = () => run.stop('cancelled');
    request.signal?.addEventListener('abort', cancel, { once: true });
    if (connection.alive) connection.send({ t: 'cell', cell: label, code, maxOutput: this.#limits.outputLength });
    else run.kernelEnded('The kernel ended before the cell ran.');
    if (interrupted) run.stop('interrupted');
    const result = await run.settled;
    clock.stop();
    request.signal?.removeEventListener('abort', cancel);
    this.#run = undefined;
    if (connection.alive) this.#remember(result.variables);
    await desk.drained();
    const files = await keepWrittenFiles(this.#files, request.cellId, artifacts, this.#limits, (message) => this.#warn(message));
    await this.#payloads.settled();
    desk.finish();
    return { result: { ...result, artifacts: distinctArtifacts([...files, ...desk.artifacts]) }, desk };
  }

  async #readCell(source: string, label: string): Promise<CellCode | { readonly result: CellResult }> {
    if (this.language === 'python') return { language: 'python', source };
    const roots = [...new Set([...this.#plugins.keys()].map((name) => name.split('.', 1)[0]!))];
    const read = await sharedCellTransformer().transform({ source, label, plugins: roots, aliases: this.#aliases, guards: this.#options.place.unwinding === 'guards' });
    if (read.kind === 'unreadable') {
      const { line, column } = read;
      return { result: { ...emptyResult('refused', read.message, 'SyntaxError', { line, column }), variables: this.#variables } };
    }
    this.#aliases = read.aliases;
    return { language: 'typescript', javascript: read.javascript, lets: read.lets, consts: read.consts };
  }

  #remember(variables: readonly VariableSummary[]): void {
    this.#variables = variables;
    if (this.#lost.length === 0) return;
    const defined = new Set(variables.map(({ name }) => name));
    this.#lost = this.#lost.filter((name) => !defined.has(name));
  }

  #ended(kernelId: string, end: ConnectionEnd): void {
    const names = this.#variables.map(({ name }) => name);
    this.#note({ type: 'kernel-end', kernelId, reason: end.reason, detail: end.detail, lostVariables: names });
    this.#lost = [...new Set([...this.#lost, ...names])];
    this.#variables = [];
    this.#run?.kernelEnded(`The kernel ended: ${end.detail}`);
  }

  async #ensureStarted(): Promise<void> {
    if (this.#closed) throw new KernelError('KERNEL_CLOSED', `The kernel ${this.#id} is closed. Create another one.`);
    if (!this.#connection?.alive) await this.start();
  }

  #sendPlugins(): void {
    this.#connection?.send({ t: 'plugins', plugins: [...this.#plugins.values()].map(pluginStub) });
  }

  /** Records outside any call stack that could be told of a failure; the next cell is. */
  #note(payload: EventPayload): void {
    try {
      this.#options.observer.note(payload);
    } catch (error) {
      this.#failure ??= error;
    }
  }

  #warn(message: string): void {
    this.#note({ type: 'kernel-warning', kernelId: this.#id, message });
  }
}

function emptyResult(status: CellResult['status'], message: string, type: string = status, position: { readonly line?: number; readonly column?: number } = {}): CellResult {
  const { line, column } = position;
  return {
    status,
    stdout: '',
    stderr: '',
    outputTruncated: false,
    artifacts: [],
    variables: [],
    kernelCalls: 0,
    error: { type, message, ...(line !== undefined && { line }), ...(column !== undefined && { column }) },
  };
}

function hostFailure(thrown: unknown): CellResult {
  const { type, message } = errorFacts(thrown);
  return emptyResult('error', message, type);
}

/** A file that a call made and the workspace shows too is one artifact. */
function distinctArtifacts(artifacts: readonly Artifact[]): readonly Artifact[] {
  return [...new Map(artifacts.map((artifact) => [`${artifact.sha256} ${artifact.name}`, artifact])).values()];
}
