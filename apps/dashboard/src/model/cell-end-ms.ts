import type { Cell } from './transcript.js';

/** Where the time scale of a cell ends: at its end, or now while it runs. Never before the last call's end. */
export function cellEndMs(cell: Cell, nowMs: number): number {
  const calls = cell.calls.reduce((last, call) => Math.max(last, call.startMs + (call.durationMs ?? 0)), 0);
  return Math.max(1, calls, cell.durationMs ?? (cell.status === 'running' ? nowMs - cell.startMs : 0));
}
