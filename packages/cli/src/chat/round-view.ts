import { isJsonObject, type CallEnd, type CallStart, type EventOf, type HeddleEvent, type JsonValue, type MimeBundle, type PlanStep } from '@heddle/model';
import { createStructuredStream, USER, type StructuredStream } from '@heddle/runtime';
import type { EventHandler } from '@heddle/sdk';
import { boundedLines, bundlePicture, bundleText } from '../terminal/bundle-text.js';
import { counted } from '../terminal/counted.js';
import { formatCost, formatDuration } from '../terminal/durations.js';
import { fit } from '../terminal/fit.js';
import { ink, plain } from '../terminal/ink.js';
import type { ChatScreen } from './chat-screen.js';
import { createLineWriter, type LineWriter } from './line-writer.js';

/** Calls of one plugin on one line of a cell that are shown one by one; the rest is counted. */
const CALLS_SHOWN = 5;
const FAILURES_SHOWN = 10;
const OUTPUT_LINES = 20;
const WIDTH = 80;

export interface RoundViewOptions {
  /** Milliseconds; for the elapsed time. */
  readonly now: () => number;
  /** Where a file that a cell left can be found. */
  readonly pathOf: (name: string) => string;
  /** The page of a cell in the dashboard, where what a terminal cannot draw is seen. */
  readonly pageOf: (sessionId: string, cellId: string) => string;
  /** The user's message is on the screen already, since it was typed there. */
  readonly echoed: boolean;
}

/** Shows a round as it happens. */
export interface RoundView extends EventHandler {
  /** Renews the status line; call it now and then. */
  tick(): void;
}

interface CellView {
  readonly lines: Map<string, { shown: number; hidden: number; hiddenFailures: number }>;
  failuresShown: number;
  outputLines: number;
}

/** Everything the model, the code and the plugins said is shown as text that cannot move the cursor. */
export function createRoundView(screen: ChatScreen, { now, pathOf, pageOf, echoed }: RoundViewOptions): RoundView {
  let startedMs: number | undefined;
  let role = '';
  /** Whose name stands above what is written now. */
  let heading = '';
  let model = '';
  let doing = '';
  let inputTokens = 0;
  let outputTokens = 0;
  let costUsd: number | null = null;
  let stream: StructuredStream | undefined;
  let writer: { readonly path: string; readonly lines: LineWriter } | undefined;
  /** What of the present reply is on the screen, by field. */
  let written = new Map<string, string>();
  let answer = '';
  let shownCode = '';
  let plan = '';
  let cell: CellView | undefined;
  const calls = new Map<string, CallStart>();

  const width = () => (screen.columns ?? WIDTH) - 6;
  const print = (text: string) => screen.print(text);

  function showStatus(): void {
    if (startedMs === undefined) return screen.status(undefined);
    const tokens = inputTokens + outputTokens > 0 ? [`${inputTokens.toLocaleString('en-US')} in, ${outputTokens.toLocaleString('en-US')} out`] : [];
    const cost = costUsd === null ? [] : [formatCost(costUsd)];
    const seconds = Math.floor((now() - startedMs) / 1_000);
    screen.status([role, model, doing, `${seconds} s`, ...tokens, ...cost, 'Ctrl-C cancels'].filter((part) => part !== '').map(plain).join(' · '));
  }

  /** A field of the model's reply grows: its thought, its message or its code. */
  function showField(path: string, text: string): void {
    if (!['thought', 'message', 'code'].includes(path) || text === '') return;
    if (writer?.path !== path) {
      writer?.lines.end();
      if (path === 'message') showPlan(planSoFar(stream?.value()));
      writer = { path, lines: openWriter(path) };
    }
    written.set(path, (written.get(path) ?? '') + text);
    writer.lines.write(text);
  }

  /** Below its name stands what a role thinks, says and does; only the answer to the user stands by itself. */
  function showHeading(): void {
    if (heading === role) return;
    heading = role;
    print(`${ink('call', '●')} ${ink('strong', plain(role))}`);
  }

  function openWriter(path: string): LineWriter {
    showHeading();
    if (path === 'code') {
      return createLineWriter(screen, { indent: (line) => ink('quiet', `${String(line).padStart(5)} │ `), indentWidth: 8, style: (text) => text });
    }
    if (path === 'thought') return createLineWriter(screen, { indent: () => '  ', indentWidth: 2, style: (text) => ink('quiet', text) });
    const to = receiver(stream?.value());
    if (to === USER) {
      print('');
      return createLineWriter(screen, { indent: () => '', indentWidth: 0, style: (text) => text });
    }
    if (to !== '') print(`  → ${ink('strong', fit(to, width()))}`);
    return createLineWriter(screen, { indent: () => '    ', indentWidth: 4, style: (text) => text });
  }

  function endReply(): void {
    writer?.lines.end();
    writer = undefined;
    stream = undefined;
    if (written.has('message')) answer = written.get('message')!.trim();
    if (written.has('code')) shownCode = written.get('code')!.trim();
    written = new Map();
  }

  function showPlan(steps: readonly PlanStep[]): void {
    const lines = steps.map((step) => planLine(step, width()));
    if (lines.length === 0 || lines.join('\n') === plan) return;
    showHeading();
    plan = lines.join('\n');
    for (const line of lines) print(`  ${line}`);
  }

  function showCall(event: CallEnd): void {
    const start = calls.get(event.callId);
    calls.delete(event.callId);
    if (!start) return;
    if (start.origin === 'model') showHeading();
    const ok = event.status === 'ok';
    const key = `${start.line ?? 0} ${start.plugin}`;
    const seen = cell?.lines.get(key) ?? { shown: 0, hidden: 0, hiddenFailures: 0 };
    cell?.lines.set(key, seen);
    const show = seen.shown < CALLS_SHOWN || (!ok && cell !== undefined && cell.failuresShown < FAILURES_SHOWN);
    if (!show) {
      seen.hidden++;
      if (!ok) seen.hiddenFailures++;
      return;
    }
    seen.shown++;
    if (!ok && cell) cell.failuresShown++;
    const where = start.line === undefined ? '' : `line ${start.line} `;
    const outcome = ok ? `→ ${event.result?.summary ?? 'nothing'}` : `${event.status}: ${event.error?.message ?? ''}`;
    const text = fit(`${where}${start.plugin}(${start.arguments.json}) ${formatDuration(event.durationMs)} ${outcome}`, width());
    print(`    ${ok ? ink('good', '✓') : ink('bad', '✗')} ${ok ? text : ink('bad', text)}`);
    if (ok) for (const artifact of event.artifacts) print(`      ${ink('call', fit(`${artifact.name} (${artifact.mimeType}, ${artifact.sizeBytes} bytes)`, width()))}`);
  }

  function showBundle(bundle: MimeBundle, sessionId: string, cellId: string): void {
    for (const line of bundleText(bundle, width())) print(`    ${line}`);
    const picture = bundlePicture(bundle);
    if (picture !== undefined) print(`    ${picture}: ${ink('call', plain(pageOf(sessionId, cellId)))}`);
  }

  function showCellEnd(event: EventOf<'cell-end'>): void {
    for (const [key, { hidden, hiddenFailures }] of cell?.lines ?? []) {
      if (hidden > 0) print(ink('quiet', `    … ${hidden.toLocaleString('en-US')} more ${hidden === 1 ? 'call' : 'calls'} on line ${plain(key)}${hiddenFailures > 0 ? `, ${hiddenFailures} of them failed` : ''}`));
    }
    if (event.value) showBundle(event.value, event.sessionId, event.cellId);
    for (const artifact of event.artifacts) print(`    ${ink('call', fit(pathOf(artifact.name), Number.MAX_SAFE_INTEGER))}`);
    const failed = event.calls.failed > 0 ? `, ${event.calls.failed} failed` : '';
    const head = `${event.status === 'ok' ? ink('good', '✓') : ink('bad', '✗')} ${event.status === 'ok' ? 'cell done' : event.status} in ${formatDuration(event.durationMs)}, ${counted(event.calls.host, 'call')}${failed}`;
    print(`  ${head}`);
    if (event.error) print(`    ${ink('bad', fit(`${event.error.line === undefined ? '' : `line ${event.error.line}: `}${event.error.type}: ${event.error.message}`, width()))}`);
    cell = undefined;
    doing = '';
  }

  function handle(event: HeddleEvent): void {
    switch (event.type) {
      case 'round-start':
        startedMs = now();
        inputTokens = outputTokens = 0;
        costUsd = null;
        answer = plan = heading = '';
        if (!echoed) print(`${ink('strong', '›')} ${plain(event.query)}`);
        break;
      case 'post-start':
        role = event.from;
        // The same role may speak twice in a row, with an answer between.
        heading = '';
        break;
      case 'post-attachment': if (event.attachment.kind === 'plan') showPlan(event.attachment.steps); break;
      case 'model-call-request':
        // A plugin's own model calls are its business.
        if (cell) break;
        endReply();
        model = event.scripted ? `${event.model} (scripted)` : event.model;
        doing = event.attempt > 1 ? `try ${event.attempt}` : 'thinking';
        if (event.purpose === 'repair') print(ink('quiet', '  That reply could not be read; asking again.'));
        stream = createStructuredStream(({ path, text }) => showField(path, text));
        break;
      case 'model-call-delta': if (!cell) stream?.push(event.text); break;
      case 'model-call-end':
        inputTokens += event.usage.inputTokens ?? 0;
        outputTokens += event.usage.outputTokens ?? 0;
        if (event.costUsd !== null) costUsd = (costUsd ?? 0) + event.costUsd;
        if (!cell) endReply();
        doing = '';
        break;
      case 'model-call-error':
        if (!cell) endReply();
        print(ink('bad', `  The model failed: ${fit(event.error.message, width() * 4)}${event.willRetry ? ' Trying again.' : ''}`));
        break;
      case 'cell-start':
        cell = { lines: new Map(), failuresShown: 0, outputLines: 0 };
        doing = `cell ${event.index}${event.attempt > 1 ? `, attempt ${event.attempt}` : ''} in ${event.place}`;
        if (shownCode !== event.source.trim()) {
          const lines = openWriter('code');
          lines.write(event.source);
          lines.end();
        }
        shownCode = '';
        break;
      case 'cell-output': {
        if (!cell || cell.outputLines >= OUTPUT_LINES) break;
        const lines = boundedLines(event.text, width(), OUTPUT_LINES - cell.outputLines);
        cell.outputLines += lines.length;
        for (const line of lines) print(`    ${event.stream === 'stderr' ? ink('warning', line) : line}`);
        break;
      }
      case 'cell-display': showBundle(event.bundle, event.sessionId, event.cellId); break;
      case 'cell-end': showCellEnd(event); break;
      case 'call-start': calls.set(event.callId, event); break;
      case 'call-end': showCall(event); break;
      case 'approval-request': doing = `waits for your word on ${event.plugin}`; break;
      case 'approval-decision': doing = ''; break;
      case 'call-log': if (event.level === 'warn' || event.level === 'error') print(`    ${ink('warning', fit(event.message, width()))}`); break;
      case 'kernel-end':
        if (event.reason !== 'closed') print(ink('bad', `  The kernel ended (${event.reason}).${event.lostVariables.length > 0 ? ` Its variables are gone: ${fit(event.lostVariables.join(', '), width() * 2)}.` : ''}`));
        break;
      case 'kernel-warning': print(ink('warning', `  ${fit(event.message, width() * 3)}`)); break;
      case 'budget-exceeded':
      case 'plugin-error': print(ink('warning', `  ${fit(event.message, width() * 3)}`)); break;
      case 'kernel-start': if (event.reason !== undefined) print(ink('quiet', `  Code runs in ${fit(`${event.place}: ${event.reason}`, width() * 2)}`)); break;
      case 'plugin-change': print(ink('quiet', `  Plugins from now on: ${fit(event.plugins.map(({ name }) => name).join(', ') || 'none', width() * 2)}`)); break;
      case 'memory-lesson': print(ink('quiet', `  Kept for later sessions: ${fit(event.title, width())}`)); break;
      case 'memory-compaction': print(ink('quiet', `  Summed up: ${counted(event.roundIds.length, 'earlier round')}.`)); break;
      case 'round-end':
        endReply();
        if (event.reply.trim() !== '' && event.reply.trim() !== answer) print(`\n${plain(event.reply)}`);
        if (event.state === 'paused') print(ink('warning', '(waits for your answer)'));
        else if (event.state !== 'finished') print(ink(event.state === 'cancelled' ? 'warning' : 'bad', `(${event.state}: ${fit(event.reason ?? '', width() * 4)})`));
        startedMs = undefined;
        role = model = doing = '';
        cell = undefined;
        break;
      default:
    }
    showStatus();
  }

  return { name: 'chat', handle, tick: showStatus };
}

/** Where a reply goes, as far as it is written; from a model, so it may be anything. */
function receiver(reply: JsonValue | undefined): string {
  return isJsonObject(reply) && typeof reply['to'] === 'string' ? reply['to'] : '';
}

/** The plan in a reply that is being written: shown before the message it leads to. */
function planSoFar(reply: JsonValue | undefined): readonly PlanStep[] {
  const steps = isJsonObject(reply) && Array.isArray(reply['plan']) ? reply['plan'] : [];
  return steps.flatMap((step: JsonValue) => {
    if (!isJsonObject(step) || typeof step['text'] !== 'string') return [];
    const { text, state, role } = step;
    const known = typeof state === 'string' && Object.hasOwn(STEP_GLYPHS, state) ? (state as PlanStep['state']) : 'todo';
    return [{ text, state: known, ...(typeof role === 'string' && role !== '' && { role }) }];
  });
}

const STEP_GLYPHS: Readonly<Record<PlanStep['state'], string>> = { todo: '·', doing: '▸', done: '✓', failed: '✗', skipped: '–' };

/** One step of a plan with its state. */
export function planLine({ text, state, role }: PlanStep, columns: number): string {
  const glyph = ink(state === 'done' ? 'good' : state === 'failed' ? 'bad' : state === 'doing' ? 'warning' : 'quiet', STEP_GLYPHS[state] ?? '·');
  return `${glyph} ${fit(text, columns)}${role === undefined ? '' : ink('quiet', ` (${fit(role, 30)})`)}`;
}
