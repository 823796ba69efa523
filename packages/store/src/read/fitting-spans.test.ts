import type { RawSpan } from '@heddle/model';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Contents } from '../schema/content-references.js';
import { expandedLength } from '../schema/content-references.js';
import { storeSpan } from '../schema/stored-span.js';
import { sampleSpan } from '../testing/sample-span.js';
import { referencesIn } from './contents.js';
import { readFittingSpans } from './fitting-spans.js';
import type { Sources } from './sources.js';

const CONTENTS: Contents = new Map();

function rowOf(span: RawSpan) {
  return { raw: JSON.stringify(storeSpan(span, CONTENTS)), computed_cost_usd: null, price_table: '' };
}

function sourcesOver(asked: number[] = []): Sources {
  const read = (_project: string, stored: readonly string[]) => {
    asked.push(stored.length);
    return Promise.resolve(new Map([...referencesIn(stored)].map((sha256) => [sha256, CONTENTS.get(sha256)!])));
  };
  return { contents: { read } } as unknown as Sources;
}

function history(messages: number, length: number): string {
  return JSON.stringify(Array.from({ length: messages }, (_, n) => ({ role: 'user', content: `${n} ${'x'.repeat(length)}` })));
}

const spanArbitrary = fc.record({ id: fc.integer({ min: 1, max: 999 }), messages: fc.integer({ min: 0, max: 30 }), length: fc.constantFrom(10, 400, 3_000) })
  .map(({ id, messages, length }) => sampleSpan({ id, durationMs: 1, attributes: { 'gen_ai.input.messages': history(messages, length), note: 'n'.repeat(length) } }));

test('it gives the first spans that fit, one at least, as they were', async () => {
  await fc.assert(fc.asyncProperty(fc.array(spanArbitrary, { maxLength: 150 }), fc.integer({ min: 1, max: 2_000_000 }), async (sent, maxLength) => {
    const rows = sent.map(rowOf);
    const { spans, shortened } = await readFittingSpans(sourcesOver(), 'p', rows, { maxLength });
    const lengthOf = (first: number) => rows.slice(0, first).reduce((sum, { raw }) => sum + expandedLength(raw, CONTENTS), 0);
    expect(spans).toEqual(sent.slice(0, spans.length));
    expect(spans.length).toBeGreaterThanOrEqual(Math.min(1, sent.length));
    if (spans.length > 1) expect(lengthOf(spans.length)).toBeLessThanOrEqual(maxLength);
    if (spans.length < sent.length) expect(lengthOf(spans.length + 1)).toBeGreaterThan(maxLength);
    expect(shortened).toEqual([]);
  }), { numRuns: 50 });
});

test('short spans are read in two goes, and of long ones no more than fit', async () => {
  const asked: number[] = [];
  const short = Array.from({ length: 1_000 }, (_, n) => rowOf(sampleSpan({ id: n + 1, durationMs: 1 })));
  expect((await readFittingSpans(sourcesOver(asked), 'p', short)).spans).toHaveLength(1_000);
  expect(asked).toEqual([50, 950]);
  const askedLong: number[] = [];
  const long = Array.from({ length: 1_000 }, (_, n) => rowOf(sampleSpan({ id: n + 1, durationMs: 1, attributes: { text: 'x'.repeat(20_000) } })));
  expect((await readFittingSpans(sourcesOver(askedLong), 'p', long)).spans.length).toBeGreaterThan(150);
  expect(askedLong.reduce((sum, rows) => sum + rows, 0)).toBeLessThan(300);
});

test.each<[string, Partial<RawSpan>]>([
  ['a resource', { resource: { 'service.name': 'shop', 'process.command_args': Array.from({ length: 300 }, (_, n) => `--flag-${n}=${'x'.repeat(300)}`) } }],
  ['events', { events: Array.from({ length: 20 }, () => ({ name: 'said', time: 1n as RawSpan['startTime'], attributes: { text: 'e'.repeat(3_900) } })) }],
  ['a message', { statusCode: 2, statusMessage: 'at line\n'.repeat(6_000) }],
])('what is long besides attributes counts too: %s', async (_what, parts) => {
  const rows = Array.from({ length: 1_000 }, (_, n) => rowOf({ ...sampleSpan({ id: n + 1, durationMs: 1, attributes: { text: 'x'.repeat(5_000) } }), ...parts }));
  const { spans, shortened } = await readFittingSpans(sourcesOver(), 'p', rows, { short: true });
  expect(JSON.stringify(spans.map((span) => ({ ...span, startTime: '', endTime: '', events: span.events.map((event) => ({ ...event, time: '' })) }))).length).toBeLessThan(5_000_000);
  expect(shortened).toHaveLength(spans.length);
});

test('no more is read at once than can be in memory, whatever is left of it', async () => {
  const asked: number[] = [];
  const rows = Array.from({ length: 200 }, (_, n) => rowOf(sampleSpan({ id: n + 1, durationMs: 1, attributes: { text: `${n} ${'x'.repeat(200_000)}` } })));
  expect((await readFittingSpans(sourcesOver(asked), 'p', rows, { short: true })).spans).toHaveLength(200);
  expect(Math.max(...asked)).toBe(50);
  expect(asked[1]).toBeLessThan(50);
});

test('a thousand calls with long histories fit when they are short, each with what is new in it', async () => {
  const long = Array.from({ length: 1_000 }, (_, n) => rowOf(sampleSpan({ id: n + 1, durationMs: 1, attributes: { 'gen_ai.input.messages': history(n + 1, 500), note: 'short' } })));
  const { spans, shortened } = await readFittingSpans(sourcesOver(), 'p', long, { short: true });
  expect(spans).toHaveLength(1_000);
  expect(shortened.slice(0, 1)).toEqual([spans[7]!.spanId]);
  const last = JSON.parse(spans[999]!.attributes['gen_ai.input.messages'] as string) as readonly { readonly content: string }[];
  expect(last.map(({ content }) => content.split(' ')[0])).toEqual(['993', '994', '995', '996', '997', '998', '999']);
  expect(spans[999]!.attributes['note']).toBe('short');
});
