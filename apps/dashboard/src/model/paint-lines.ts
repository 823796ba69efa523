import { tokeniseSource, type Token } from './tokenise-source.js';
import { callFailed, type Call, type Cell } from './transcript.js';

/** One line of a cell with the calls it made. */
export interface PaintedLine {
  /** From 1. */
  readonly number: number;
  readonly tokens: readonly Token[];
  /** Columns of white space at its beginning. */
  readonly indent: number;
  /** In the order they were made. */
  readonly calls: readonly Call[];
  readonly summary: CallSummary | undefined;
  /** The cell's own error was raised here. */
  readonly raised: boolean;
  /** The line is not in the attempt before. */
  readonly changed: boolean;
}

/** What a line's calls come to, for its folded row. */
export interface CallSummary {
  readonly count: number;
  readonly failed: number;
  readonly running: number;
  /** Time during which at least one of them ran. */
  readonly busyMs: number;
  readonly slowestMs: number;
  readonly status: 'ok' | 'mixed' | 'error' | 'running';
}

export interface PaintedCell {
  readonly lines: readonly PaintedLine[];
  /** Calls of no line of this source: made by plugins, from a function of an earlier cell, or of unknown place. */
  readonly elsewhere: readonly Call[];
  /** So little of the attempt before is left that marking lines would tell nothing. */
  readonly rewritten: boolean;
  /** Share of the cell's time in calls, 0 to 1; `undefined` while it runs. */
  readonly shareInCalls: number | undefined;
  readonly ownMs: number | undefined;
}

/** Above this share of changed lines an attempt is a new text rather than a correction. */
const REWRITTEN = 0.6;

/**
 * Puts every call of a cell on the line that made it.
 *
 * @param before - source of the attempt before; lines that are not in it are marked
 */
export function paintLines(cell: Cell, before?: string): PaintedCell {
  const tokens = tokeniseSource(cell.source, cell.language, new Set(cell.calls.map((call) => call.plugin)));
  const byLine = new Map<number, Call[]>();
  const elsewhere: Call[] = [];
  for (const call of [...cell.calls].sort((one, other) => one.sequence - other.sequence)) {
    const here = call.line !== undefined && call.line >= 1 && call.line <= tokens.length
      && call.parentCallId === undefined && (call.sourceCellId === undefined || call.sourceCellId === cell.id);
    if (!here) elsewhere.push(call);
    else if (byLine.has(call.line!)) byLine.get(call.line!)!.push(call);
    else byLine.set(call.line!, [call]);
  }
  const differing = before === undefined ? new Set<number>() : changedLines(before, cell.source);
  const rewritten = differing.size > tokens.length * REWRITTEN;
  const changed = rewritten ? new Set<number>() : differing;
  const lines = tokens.map((lineTokens, index): PaintedLine => {
    const calls = byLine.get(index + 1) ?? [];
    return {
      number: index + 1,
      tokens: lineTokens,
      indent: indentOf(lineTokens),
      calls,
      summary: calls.length === 0 ? undefined : summariseCalls(calls),
      raised: cell.error?.line === index + 1,
      changed: changed.has(index + 1),
    };
  });
  const inCalls = cell.durationMs === undefined ? undefined : Math.min(cell.durationMs, busyMs(cell.calls));
  return {
    lines,
    elsewhere,
    rewritten,
    shareInCalls: inCalls === undefined || cell.durationMs === undefined || cell.durationMs === 0 ? undefined : inCalls / cell.durationMs,
    ownMs: inCalls === undefined ? undefined : cell.durationMs! - inCalls,
  };
}

/** What some calls come to together. */
export function summariseCalls(calls: readonly Call[]): CallSummary {
  const failed = calls.filter(callFailed).length;
  const running = calls.filter((call) => call.status === 'running').length;
  return {
    count: calls.length,
    failed,
    running,
    busyMs: busyMs(calls),
    slowestMs: calls.reduce((slowest, call) => Math.max(slowest, call.durationMs ?? 0), 0),
    status: running > 0 ? 'running' : failed === 0 ? 'ok' : failed === calls.length ? 'error' : 'mixed',
  };
}

/** Length of the union of the calls' intervals: calls side by side count once. */
export function busyMs(calls: readonly Call[]): number {
  const spans = calls.flatMap((call) => (call.durationMs === undefined ? [] : [[call.startMs, call.startMs + call.durationMs] as const]));
  spans.sort((one, other) => one[0] - other[0]);
  let total = 0;
  let until = -Infinity;
  for (const [start, end] of spans) {
    total += Math.max(0, end - Math.max(start, until));
    until = Math.max(until, end);
  }
  return total;
}

/** Numbers of the lines of `after` that do not take part in a longest common subsequence with `before`. */
export function changedLines(before: string, after: string): ReadonlySet<number> {
  let old = before.split('\n');
  let now = after.split('\n');
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start++;
  let tail = 0;
  while (tail < old.length - start && tail < now.length - start && old.at(-1 - tail) === now.at(-1 - tail)) tail++;
  old = old.slice(start, old.length - tail);
  now = now.slice(start, now.length - tail);
  const changed = new Set<number>();
  if (old.length * now.length > 4_000_000) { // a rewrite: everything between the common ends
    for (let line = 0; line < now.length; line++) changed.add(start + line + 1);
    return changed;
  }
  const width = now.length + 1;
  const longest = new Uint16Array((old.length + 1) * width);
  for (let row = old.length - 1; row >= 0; row--) {
    for (let column = now.length - 1; column >= 0; column--) {
      longest[row * width + column] = old[row] === now[column]
        ? longest[(row + 1) * width + column + 1]! + 1
        : Math.max(longest[(row + 1) * width + column]!, longest[row * width + column + 1]!);
    }
  }
  for (let row = 0, column = 0; column < now.length;) {
    if (row < old.length && old[row] === now[column]) { row++; column++; }
    else if (row < old.length && longest[(row + 1) * width + column]! >= longest[row * width + column + 1]!) row++;
    else changed.add(start + column++ + 1);
  }
  return changed;
}

function indentOf(tokens: readonly Token[]): number {
  const white = /^[ \t]*/.exec(tokens[0]?.text ?? '')![0];
  return [...white].reduce((columns, character) => columns + (character === '\t' ? 4 : 1), 0);
}
