import { tellingArguments } from './call-arguments-text.js';
import { foldCalls } from './fold-calls.js';
import type { PaintedCell, PaintedLine } from './paint-lines.js';
import { callFailed, type Call } from './transcript.js';

/** A row of the cell's grid, from top to bottom. */
export type CellRow =
  | { readonly kind: 'line'; readonly key: string; readonly line: PaintedLine; readonly foldable: boolean; readonly open: boolean }
  | { readonly kind: 'call'; readonly key: string; readonly call: Call; /** 1 for the line's first call. */ readonly ordinal: number; readonly line: number; readonly group: string; /** Arguments that differ between the calls of the group. */ readonly telling: ReadonlySet<string> }
  | { readonly kind: 'more'; readonly key: string; readonly line: number; readonly hidden: number; readonly group: string }
  | { readonly kind: 'elsewhere'; readonly key: string; readonly calls: readonly Call[]; readonly open: boolean };

/** Group of calls that stand on no line of this source. */
export const ELSEWHERE = 'elsewhere';

export interface CellFolds {
  /** Groups (`line-11`, `elsewhere`) that are unfolded. */
  readonly open: ReadonlySet<string>;
  /** Groups that show all their calls, however many. */
  readonly all: ReadonlySet<string>;
}

function groupOf(line: number): string {
  return `line-${line}`;
}

/** What is open before anybody has touched anything: lines of which some calls failed and some did not. */
export function firstFolds(cell: PaintedCell): CellFolds {
  const open = cell.lines.filter((line) => line.calls.length > 1 && (line.summary?.failed ?? 0) > 0).map((line) => groupOf(line.number));
  return { open: new Set(open), all: new Set() };
}

/** The rows to show, given what is folded. */
export function cellRows(cell: PaintedCell, folds: CellFolds): readonly CellRow[] {
  const rows: CellRow[] = [];
  const addCalls = (calls: readonly Call[], line: number, group: string) => {
    const { shown, hidden } = foldCalls(calls, folds.all.has(group));
    const telling = tellingArguments(shown);
    const ordinals = new Map(calls.map((call, index) => [call, index + 1]));
    for (const call of shown) rows.push({ kind: 'call', key: call.id, call, ordinal: ordinals.get(call)!, line, group, telling });
    if (hidden > 0) rows.push({ kind: 'more', key: `${group}-more`, line, hidden, group });
  };
  for (const line of cell.lines) {
    const group = groupOf(line.number);
    const foldable = line.calls.length > 1;
    const open = foldable && folds.open.has(group);
    rows.push({ kind: 'line', key: group, line, foldable, open });
    if (open) addCalls(line.calls, line.number, group);
  }
  if (cell.elsewhere.length > 0) {
    const open = folds.open.has(ELSEWHERE);
    rows.push({ kind: 'elsewhere', key: ELSEWHERE, calls: cell.elsewhere, open });
    if (open) addCalls(cell.elsewhere, 0, ELSEWHERE);
  }
  return rows;
}

/** The calls a row stands for, and so the one that Enter opens: the first failed one, else the first. */
export function callOfRow(row: CellRow): Call | undefined {
  switch (row.kind) {
    case 'call': return row.call;
    case 'line': return row.line.calls.find(callFailed) ?? row.line.calls[0];
    case 'elsewhere': return row.calls.find(callFailed) ?? row.calls[0];
    default: return undefined;
  }
}

/** The failed call after (or, at the end, the first of all) the given one, in the order of the page. */
export function nextFailure(cell: PaintedCell, after: string | undefined): { readonly call: Call; readonly group: string } | undefined {
  const failures = [
    ...cell.lines.flatMap((line) => line.calls.filter(callFailed).map((call) => ({ call, group: groupOf(line.number) }))),
    ...cell.elsewhere.filter(callFailed).map((call) => ({ call, group: ELSEWHERE })),
  ];
  const at = failures.findIndex(({ call }) => call.id === after);
  return failures[(at + 1) % Math.max(1, failures.length)];
}
