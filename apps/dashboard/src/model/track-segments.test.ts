import { expect, test } from 'vitest';
import { callOf } from '../test-data/cell-of.js';
import { trackSegments } from './track-segments.js';

test('few calls stand each for themselves', () => {
  expect(trackSegments([callOf({ startMs: 0, durationMs: 50 }), callOf({ startMs: 50, durationMs: 25, status: 'error' }), callOf({ startMs: 80, durationMs: undefined, status: 'running' })], 100)).toEqual([
    { start: 0, width: 0.5, state: 'ok', count: 1 }, { start: 0.5, width: 0.25, state: 'failed', count: 1 }, { start: 0.8, width: 0.19999999999999996, state: 'running', count: 1 },
  ]);
});

test('a thousand calls become a few pieces, and the failed one is still seen', () => {
  const calls = Array.from({ length: 1_000 }, (_, index) => callOf({ sequence: index + 1, startMs: index, durationMs: 1, status: index === 500 ? 'timeout' : 'ok' }));
  expect(trackSegments(calls, 1_000).map((piece) => [piece.state, piece.count])).toEqual([['ok', 500], ['failed', 1], ['ok', 499]]);
});

test('without a length there is nothing to place', () => {
  expect(trackSegments([callOf()], 0)).toEqual([]);
});
