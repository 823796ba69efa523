import { NO_PARENT, type TraceRow } from './trace-tree.js';

/** A stretch of time during which the trace waited for this row and nothing below it. */
export interface CriticalStretch {
  readonly row: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * What the trace's length is made of: walking back from the end of the root, at every moment the child that ended last.
 * Running and rootless rows are left out. Iterative, since traces may be deep.
 */
export function criticalPath(rows: readonly TraceRow[]): readonly CriticalStretch[] {
  const children = new Map<number, number[]>();
  for (const row of rows) {
    if (row.parent === NO_PARENT || row.endMs === undefined) continue;
    const siblings = children.get(row.parent);
    if (siblings) siblings.push(row.index);
    else children.set(row.parent, [row.index]);
  }
  const stretches: CriticalStretch[] = [];
  const root = rows[0];
  if (root?.endMs === undefined) return stretches;
  const work: { readonly row: number; readonly fromMs: number; readonly toMs: number }[] = [{ row: 0, fromMs: root.startMs, toMs: root.endMs }];
  for (let next = work.pop(); next !== undefined; next = work.pop()) {
    const { row, fromMs } = next;
    let cursor = next.toMs;
    const below = (children.get(row) ?? []).sort((one, other) => rows[other]!.endMs! - rows[one]!.endMs! || rows[one]!.startMs - rows[other]!.startMs);
    for (const child of below) {
      const { startMs, endMs } = rows[child]!;
      if (endMs! > cursor || endMs! <= fromMs || startMs >= cursor || cursor <= fromMs) continue;
      if (cursor > endMs!) stretches.push({ row, fromMs: endMs!, toMs: cursor });
      work.push({ row: child, fromMs: Math.max(fromMs, startMs), toMs: endMs! });
      cursor = Math.max(fromMs, startMs);
    }
    if (cursor > fromMs) stretches.push({ row, fromMs, toMs: cursor });
  }
  return stretches.sort((one, other) => one.fromMs - other.fromMs);
}
