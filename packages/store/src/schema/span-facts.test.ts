import { normaliseSpan, resolveTrace } from '@heddle/conventions';
import { expect, test } from 'vitest';
import { sampleSpan } from '../testing/sample-span.js';
import { decodeSpanFacts, encodeSpanFacts } from './span-facts.js';

const USAGE = { 'gen_ai.request.model': 'gpt-4o', 'gen_ai.provider.name': 'openai', 'gen_ai.usage.input_tokens': 10, 'gen_ai.usage.output_tokens': 2 };

function messages(role: string, text: string): string {
  return JSON.stringify([{ role: 'system', parts: [] }, { role, parts: [{ type: 'text', content: text }] }]);
}

const TRACE = [
  sampleSpan({ id: 1, session: 's', durationMs: 90, attributes: {
    'heddle.kind': 'round', 'heddle.round.id': 'rnd_1', 'user.id': 'u', 'gen_ai.input.messages': messages('user', 'What is it?'),
    'gen_ai.output.messages': messages('assistant', 'A heddle.'), 'heddle.tags': ['a', 'b'],
  } }),
  sampleSpan({ id: 2, parent: 1, name: 'ask', durationMs: 9, attributes: { 'heddle.kind': 'llm', ...USAGE, 'gen_ai.response.id': 'r1' } }),
  sampleSpan({ id: 3, parent: 2, name: 'ask', durationMs: 8, attributes: { 'heddle.kind': 'llm', ...USAGE, 'gen_ai.response.id': 'r1' } }),
  sampleSpan({ id: 4, parent: 1, name: 'load', durationMs: 9, failed: true, attributes: { 'heddle.kind': 'tool', 'gen_ai.tool.name': 'load' } }),
  sampleSpan({ id: 5, parent: 1, name: 'cell', attributes: { 'heddle.kind': 'code' } }),
].map((span) => normaliseSpan(span));

test('a trace is resolved from facts as from the spans themselves', () => {
  const whole = resolveTrace(TRACE);
  const facts = resolveTrace(TRACE.map((record) => decodeSpanFacts(encodeSpanFacts(record))));
  expect(facts.trace).toEqual(whole.trace);
  const resolved = ['spanId', 'depth', 'sessionId', 'agentName', 'usageCounted', 'duplicateOf', 'descendantErrors', 'computedCostUsd'] as const;
  expect(facts.spans.map((span) => resolved.map((key) => span[key]))).toEqual(whole.spans.map((span) => resolved.map((key) => span[key])));
  expect(whole.trace).toMatchObject({ inputText: 'What is it?', outputText: 'A heddle.', totals: { llmCalls: 1, errors: 1 } });
});

test('facts stay small, whatever the span says', () => {
  const long = 'x'.repeat(100_000);
  const record = normaliseSpan(sampleSpan({ id: 1, name: long, session: long, durationMs: 1, attributes: {
    'heddle.kind': 'llm', 'gen_ai.input.messages': messages('user', long), 'gen_ai.response.id': long, 'heddle.tags': ['a'], metadata: { long },
  } }));
  expect(encodeSpanFacts(record).length).toBeLessThan(10_000);
});
