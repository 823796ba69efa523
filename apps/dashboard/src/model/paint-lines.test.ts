import { expect, test } from 'vitest';
import { callOf, cellOf } from '../test-data/cell-of.js';
import { busyMs, changedLines, paintLines } from './paint-lines.js';

test('every call stands on its line, and a line sums up its calls', () => {
  const painted = paintLines(cellOf({
    source: 'const rows = await load();\nfor (const row of rows)\n  await score(row);',
    calls: [
      callOf({ sequence: 1, line: 1, plugin: 'load', startMs: 0, durationMs: 20 }),
      callOf({ sequence: 2, line: 3, plugin: 'score', startMs: 20, durationMs: 10 }),
      callOf({ sequence: 3, line: 3, plugin: 'score', startMs: 30, durationMs: 30, status: 'error' }),
    ],
  }));
  expect(painted.lines.map((line) => [line.number, line.calls.map((call) => call.sequence), line.summary])).toEqual([
    [1, [1], { count: 1, failed: 0, running: 0, busyMs: 20, slowestMs: 20, status: 'ok' }],
    [2, [], undefined],
    [3, [2, 3], { count: 2, failed: 1, running: 0, busyMs: 40, slowestMs: 30, status: 'mixed' }],
  ]);
  expect(painted.shareInCalls).toBe(0.6);
  expect(painted.ownMs).toBe(40);
});

test('calls of no line of this source are kept apart, not lost', () => {
  const painted = paintLines(cellOf({
    source: 'run();',
    calls: [
      callOf({ sequence: 1, line: undefined }), callOf({ sequence: 2, line: 40 }), callOf({ sequence: 3, line: 1, sourceCellId: 'cel_0' }),
      callOf({ sequence: 4, line: 1, parentCallId: 'cal_1' }), callOf({ sequence: 5, line: 1 }),
    ],
  }));
  expect(painted.elsewhere.map((call) => call.sequence)).toEqual([1, 2, 3, 4]);
  expect(painted.lines[0]!.calls.map((call) => call.sequence)).toEqual([5]);
});

test('the line that raised is marked', () => {
  const painted = paintLines(cellOf({ source: 'a\nb', status: 'error', error: { type: 'TypeError', message: 'no', line: 2 } }));
  expect(painted.lines.map((line) => line.raised)).toEqual([false, true]);
});

test('a running cell has no share yet', () => {
  expect(paintLines(cellOf({ status: 'running', durationMs: undefined })).shareInCalls).toBeUndefined();
});

test('calls side by side count once', () => {
  expect(busyMs([callOf({ startMs: 0, durationMs: 30 }), callOf({ startMs: 10, durationMs: 10 }), callOf({ startMs: 50, durationMs: 5 }), callOf({ durationMs: undefined })])).toBe(35);
});

test.each([
  ['a\nb\nc', 'a\nB\nc', [2]],
  ['a\nb', 'a\nx\nb', [2]],
  ['a\nb\nc', 'a\nc', []],
  ['a', 'a', []],
  ['a\nb\nc\nd', 'x\nb\ny\nd', [1, 3]],
])('from %j to %j the lines %j are new', (before, after, lines) => {
  expect([...changedLines(before, after)]).toEqual(lines);
});
