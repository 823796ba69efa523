import type { PaintedLine } from './paint-lines.js';

export type CompactRow =
  | { readonly kind: 'line'; readonly line: PaintedLine }
  | { readonly kind: 'fold'; readonly from: number; readonly to: number };

/** A cell that calls nothing is shown by its beginning. */
const FIRST_LINES = 8;
/** A gap of fewer lines is not worth a row that says so: the numbers beside the lines show it. */
const LEAST_FOLD = 4;

/** The lines of a compact cell: those that call or raised, with folds for longer gaps between; all of them when `whole`. */
export function compactLines(lines: readonly PaintedLine[], whole: boolean): readonly CompactRow[] {
  const calling = lines.some((line) => line.calls.length > 0);
  const kept = lines.filter((line) => whole || line.calls.length > 0 || line.raised || (!calling && line.number <= FIRST_LINES));
  return kept.flatMap((line, index): readonly CompactRow[] => {
    const from = (kept[index - 1]?.number ?? 0) + 1;
    const row = { kind: 'line', line } as const;
    return line.number - from >= LEAST_FOLD ? [{ kind: 'fold', from, to: line.number - 1 }, row] : [row];
  });
}
