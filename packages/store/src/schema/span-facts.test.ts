import { normaliseSpan, resolveTrace } from '@heddle/conventions';
import type { RawSpan, UnixNano } from '@heddle/model';
import { expect, test } from 'vitest';
import { sampleSpan } from '../testing/sample-span.js';
import { encodeSpanRow } from '../write/span-row.js';
import { decodeSpanFacts } from './span-facts.js';
import type { FactsTuple } from './span-facts.js';
import { columnsOf, SPANS } from './tables.js';

const USAGE = { 'gen_ai.request.model': 'gpt-4o', 'gen_ai.provider.name': 'openai', 'gen_ai.usage.input_tokens': 10, 'gen_ai.usage.output_tokens': 2 };

function messages(role: string, text: string): string {
  return JSON.stringify([{ role: 'system', parts: [] }, { role, parts: [{ type: 'text', content: text }] }]);
}

/** The digits of a time in a row. */
function nano(time: unknown): string {
  return String(time).replace('.', '').replace(/^0+(?=.)/, '');
}

/** What the engine would give of the span's row. */
function factsTuple(span: RawSpan): FactsTuple {
  const values = JSON.parse(encodeSpanRow('p', span, normaliseSpan(span), 0, new Map()).line) as unknown[];
  const row = Object.fromEntries(columnsOf(SPANS).map((name, index) => [name, values[index]]));
  return [
    JSON.stringify(row['facts']), row['span_id'], row['parent_span_id'], row['trace_id'], row['kind'], row['status'], nano(row['start_time']), nano(row['end_time']),
    row['input_tokens'], row['output_tokens'], row['computed_cost_usd'], row['name'], row['session_id'], row['user_id'], row['agent_name'],
    row['model'], row['provider'], row['tool_name'], row['environment'],
  ] as unknown as FactsTuple;
}

const SPANS_OF_TRACE = [
  sampleSpan({ id: 1, session: 's', durationMs: 90, attributes: {
    'heddle.kind': 'round', 'heddle.round.id': 'rnd_1', 'user.id': 'u', 'gen_ai.input.messages': messages('user', 'What is it?'),
    'gen_ai.output.messages': messages('assistant', 'A heddle.'), 'heddle.tags': ['a', 'b'],
  } }),
  sampleSpan({ id: 2, parent: 1, name: 'ask', durationMs: 9, attributes: { 'heddle.kind': 'llm', ...USAGE, 'gen_ai.response.id': 'r1' } }),
  sampleSpan({ id: 3, parent: 2, name: 'ask', durationMs: 8, attributes: { 'heddle.kind': 'llm', ...USAGE, 'gen_ai.response.id': 'r1' } }),
  sampleSpan({ id: 4, parent: 1, name: 'load', durationMs: 9, failed: true, attributes: { 'heddle.kind': 'tool', 'gen_ai.tool.name': 'load' } }),
  sampleSpan({ id: 5, parent: 1, name: 'cell', attributes: { 'heddle.kind': 'code' } }),
  // Times that the columns do not hold, and an end before the start.
  sampleSpan({ id: 6, parent: 1, name: 'x'.repeat(600), start: 1_000n, durationMs: 1 }),
  { ...sampleSpan({ id: 7, parent: 1, durationMs: 0 }), endTime: 5n as UnixNano },
];
const TRACE = SPANS_OF_TRACE.map((span) => normaliseSpan(span));

test('a trace is resolved from facts as from the spans themselves', () => {
  const whole = resolveTrace(TRACE);
  const facts = resolveTrace(SPANS_OF_TRACE.map((span) => decodeSpanFacts(factsTuple(span))));
  expect(facts.trace).toEqual(whole.trace);
  const resolved = ['spanId', 'depth', 'sessionId', 'agentName', 'usageCounted', 'duplicateOf', 'descendantErrors', 'computedCostUsd', 'name', 'startTimeUnixNano', 'endTimeUnixNano', 'durationMs'] as const;
  expect(facts.spans.map((span) => resolved.map((key) => span[key]))).toEqual(whole.spans.map((span) => resolved.map((key) => span[key])));
  expect(whole.trace).toMatchObject({ inputText: 'What is it?', outputText: 'A heddle.', totals: { llmCalls: 1, errors: 1 } });
});

test('facts stay small, whatever the span says', () => {
  const long = 'x'.repeat(100_000);
  const span = sampleSpan({ id: 1, name: long, session: long, durationMs: 1, attributes: {
    'heddle.kind': 'llm', 'gen_ai.input.messages': messages('user', long), 'gen_ai.response.id': long, 'heddle.tags': ['a'], metadata: { long },
  } });
  expect(factsTuple(span)[0].length).toBeLessThan(10_000);
});
