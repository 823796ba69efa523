import { normaliseSpan } from '@heddle/conventions';
import { expect, test } from 'vitest';
import type { FactsOfTraces } from '../read/trace-facts.js';
import type { FactsTuple } from '../schema/span-facts.js';
import { sampleLog, sampleSpan, traceIdOf } from '../testing/sample-span.js';
import { encodeSpanRow } from '../write/span-row.js';
import { planJobs } from './resolve-jobs.js';

const OPTIONS = { project: 'p', resolvedAt: 1, knownOf: () => undefined };

test('a flood is cut into jobs for a thread, each trace whole and once', () => {
  const traces = new Map(Array.from({ length: 300 }, (_, index) => [traceIdOf(index + 1), rows(index + 1, 20)]));
  const planned = [...planJobs({ rowsOf: traces, logs: new Map() }, OPTIONS)];
  expect(planned.length).toBeGreaterThan(2);
  expect(planned.flatMap(({ job }) => job.traces.map(({ traceId }) => traceId))).toEqual([...traces.keys()]);
  for (const { job, spans } of planned) expect(spans).toBe(job.traces.reduce((sum, trace) => sum + trace.rows.length, 0));
  expect(planned.slice(0, -1).every(({ isForThread }) => isForThread)).toBe(true);
});

test.each<[string, FactsOfTraces]>([
  ['few spans', { rowsOf: new Map([[traceIdOf(1), rows(1, 20)]]), logs: new Map() }],
  ['one trace that would take long to copy', { rowsOf: new Map([[traceIdOf(1), rows(1, 3_000)]]), logs: new Map() }],
  ['spans of which each would', { rowsOf: new Map([[traceIdOf(1), rows(1, 400, ['t'.repeat(4_000)])]]), logs: new Map() }],
  ['log records', { rowsOf: new Map([[traceIdOf(1), rows(1, 250)]]), logs: new Map([['some span', [sampleLog({})]]]) }],
])('%s are resolved in turns', (_, facts) => {
  expect([...planJobs(facts, OPTIONS)].map(({ isForThread }) => isForThread)).toEqual([false]);
});

/** Rows of a trace, all of one span: only how long they are counts here. */
function rows(trace: number, count: number, tags: readonly string[] = []): readonly FactsTuple[] {
  const span = sampleSpan({ trace, id: 1, durationMs: 5, attributes: { 'heddle.kind': 'tool', 'tag.tags': [...tags, ...tags] } });
  const { facts } = encodeSpanRow('p', span, { ...normaliseSpan(span), tags }, 1, new Map());
  return Array.from({ length: count }, () => facts.tuple);
}
