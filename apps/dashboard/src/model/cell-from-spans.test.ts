import { expect, test } from 'vitest';
import { rainSession } from '../test-data/rain-session.js';
import { spanOf } from '../test-data/span-of.js';
import { buildTranscript } from './build-transcript.js';
import { attemptsOf, cellFromSpans, cellIdOf } from './cell-from-spans.js';

const session = rainSession({ startMs: 1_800_000_000_000, finished: true });
const spans = session.traces[0]!;
const cellIds = spans.flatMap((span) => cellIdOf(span) ?? []);

test('spans alone tell the same cell as events do', () => {
  const fromEvents = [...buildTranscript(session.events).cells.values()][1]!;
  const fromSpans = cellFromSpans(spans, fromEvents.id)!;
  const facts = (cell: typeof fromEvents) => ({
    index: cell.index, attempt: cell.attempt, status: cell.status, source: cell.source, stdout: cell.stdout, place: cell.place, durationMs: cell.durationMs, value: cell.value,
    artifacts: cell.artifacts.map((artifact) => artifact.name), variables: cell.variables, counts: cell.counts,
    calls: cell.calls.map((call) => [call.sequence, call.plugin, call.line, call.startMs, call.durationMs, call.status, call.result?.summary, call.error?.type]),
  });
  expect(facts(fromSpans)).toEqual(facts(fromEvents));
});

test('where a cell raised is known from its span too', () => {
  expect(cellFromSpans(spans, cellIds[0]!)!.error).toMatchObject({ type: 'ArgumentError', line: 2 });
});

test('attempts at the same code are found together, in order', () => {
  const cells = cellIds.map((id) => cellFromSpans(spans, id)!);
  expect(attemptsOf(cells, cells[1]!).map((cell) => [cell.attempt, cell.status])).toEqual([[1, 'error'], [2, 'ok']]);
});

test('a call made by a function of an earlier cell belongs to the cell that ran it', () => {
  const call = spanOf({
    spanId: 'c'.repeat(16), traceId: '1'.repeat(32), parentSpanId: 'b'.repeat(16) as never, startMs: 21, durationMs: 2, kind: 'tool', name: 'load', call: { cellId: 'cel_a', line: 3, column: 1, sequence: 1, origin: 'code' },
  });
  const all = [codeSpan('a'.repeat(16), 'cel_a', 0), codeSpan('b'.repeat(16), 'cel_b', 20), call];
  expect(cellFromSpans(all, 'cel_a')!.calls).toEqual([]);
  expect(cellFromSpans(all, 'cel_b')!.calls).toMatchObject([{ plugin: 'load', startMs: 1, sourceCellId: 'cel_a' }]);
});

test('a cell that is not there is not made up', () => {
  expect(cellFromSpans(spans, 'cel_unknown')).toBeUndefined();
});

function codeSpan(spanId: string, cellId: string, startMs: number) {
  return spanOf({
    spanId, traceId: '1'.repeat(32), startMs, durationMs: 10, kind: 'code', attributes: { 'heddle.cell.id': cellId },
    code: { source: 'f();', language: 'typescript', output: '', status: 'ok' },
  });
}
