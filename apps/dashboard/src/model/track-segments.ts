import { callFailed, type Call } from './transcript.js';

/** A piece of a track, in shares of the cell's time from 0 to 1. */
export interface TrackSegment {
  readonly start: number;
  readonly width: number;
  readonly state: 'ok' | 'failed' | 'running';
  /** How many calls it stands for. */
  readonly count: number;
}

/**
 * The calls of a line as pieces of its track. Calls closer together than can be seen become one piece; a failure is
 * never merged away.
 *
 * @param endMs - end of the scale; a running call reaches to it
 * @param gap - smallest visible gap as a share of the scale; default 0.004, about one px of a track
 */
export function trackSegments(calls: readonly Call[], endMs: number, gap = 0.004): readonly TrackSegment[] {
  if (endMs <= 0) return [];
  const pieces = calls.map((call): TrackSegment => {
    const start = clamp(call.startMs / endMs);
    const end = call.durationMs === undefined ? 1 : clamp((call.startMs + call.durationMs) / endMs);
    return { start, width: end - start, state: call.status === 'running' ? 'running' : callFailed(call) ? 'failed' : 'ok', count: 1 };
  });
  pieces.sort((one, other) => one.start - other.start);
  if (pieces.length <= 24) return pieces;
  const merged: TrackSegment[] = [];
  for (const piece of pieces) {
    const last = merged.at(-1);
    if (last && last.state === piece.state && piece.start <= last.start + last.width + gap) {
      const end = Math.max(last.start + last.width, piece.start + piece.width);
      merged[merged.length - 1] = { ...last, width: end - last.start, count: last.count + 1 };
    } else {
      merged.push(piece);
    }
  }
  return merged;
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}
