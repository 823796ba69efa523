import type { PaintedLine } from './paint-lines.js';

export type CompactRow =
  | { readonly kind: 'line'; readonly line: PaintedLine }
  | { readonly kind: 'fold'; readonly from: number; readonly to: number };

/** A cell that calls nothing is shown by its beginning. */
const FIRST_LINES = 8;

/** The lines of a compact cell: those that call or raised, with folds for what is between; all of them when `whole`. */
export function compactLines(lines: readonly PaintedLine[], whole: boolean): readonly CompactRow[] {
  const calling = lines.some((line) => line.calls.length > 0);
  const kept = (line: PaintedLine) => whole || line.calls.length > 0 || line.raised || (!calling && line.number <= FIRST_LINES);
  const rows: CompactRow[] = [];
  for (const line of lines) {
    const last = rows.at(-1);
    if (kept(line)) rows.push({ kind: 'line', line });
    else if (last?.kind === 'fold') rows[rows.length - 1] = { ...last, to: line.number };
    else rows.push({ kind: 'fold', from: line.number, to: line.number });
  }
  // A blank line is not worth a fold of its own.
  const blank = (number: number) => lines[number - 1]!.tokens.every((token) => token.text.trim() === '');
  return rows.filter((row) => row.kind === 'line' || row.from !== row.to || !blank(row.from));
}
