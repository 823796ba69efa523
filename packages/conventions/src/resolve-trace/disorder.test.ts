import type { UnixNano } from '@heddle/model';
import { expect, test } from 'vitest';
import { normaliseSpan } from '../normalise-span.js';
import { rawSpan } from '../raw-span.test.support.js';
import { resolveTrace } from './resolve-trace.js';
import { countedNames, drawing, spanIdOf, spansFromText } from './trace-from-text.test.support.js';

const RUN = `
  run agent
    chat llm
    look tool
    late llm
`;
const USED = { inputTokens: 10, outputTokens: 5 };

test('a trace that comes in many requests, children first and some of them twice, is the one that came at once', () => {
  const spans = spansFromText(RUN, { chat: USED, late: USED });
  const [run, chat, look, late] = spans;
  expect(resolveTrace([late!, look!, late!, chat!, run!, chat!])).toEqual(resolveTrace(spans));
});

test('until the parent comes its children are roots; when it never comes they stay, and still count', () => {
  const [, chat, look, late] = spansFromText(RUN, { chat: USED, late: USED });
  const { spans, trace } = resolveTrace([look!, chat!, late!]);
  expect(drawing(spans)).toEqual(['chat', 'look', 'late']);
  expect(spans.map((span) => span.parentSpanId)).toEqual(spans.map(() => spanIdOf('run')));
  expect(trace.totals).toMatchObject({ llmCalls: 2, toolCalls: 1, inputTokens: 20 });
});

test('a session id that only one late span has is the session of all', () => {
  const { spans, trace } = resolveTrace(spansFromText(RUN, { late: { sessionId: 's1' } }));
  expect(trace.sessionId).toBe('s1');
  expect(spans.map((span) => span.sessionId)).toEqual(['s1', 's1', 's1', 's1']);
});

test('of two sessions in one trace the root decides, and each span keeps its own', () => {
  const { spans, trace } = resolveTrace(spansFromText(RUN, { run: { sessionId: 's1' }, chat: { sessionId: 's2' }, late: { sessionId: 's2' } }));
  expect(trace.sessionId).toBe('s1');
  expect(spans.map((span) => span.sessionId)).toEqual(['s1', 's2', 's1', 's2']);
});

test('a span that started and then ended is the ended one, whichever came first', () => {
  const running = { status: 'running', endTimeUnixNano: '0', durationMs: null } as const;
  const started = spansFromText(RUN, { run: running, chat: running });
  const ended = spansFromText(RUN);
  expect(resolveTrace([...ended, ...started])).toEqual(resolveTrace(ended));
  expect(resolveTrace([...started, ...ended])).toEqual(resolveTrace(ended));
});

test('a clock an hour behind changes neither the tree nor what counts, and no duration is negative', () => {
  const behind = { startTimeUnixNano: '1789996400000000000', endTimeUnixNano: '1789996401000000000' };
  const { spans, trace } = resolveTrace(spansFromText(RUN, { look: behind, chat: USED }));
  expect(drawing(spans)).toEqual(['run', '  look', '  chat', '  late']);
  expect(countedNames(spans)).toEqual(['chat']);
  expect(trace).toMatchObject({ startTime: '2026-09-21T13:13:20.000Z', durationMs: 3_603_500 });
});

test('an end time of 0 with a status has no duration, and does not make the trace run', () => {
  const { trace } = resolveTrace(spansFromText(RUN, { chat: { endTimeUnixNano: '0', durationMs: null } }));
  expect(trace).toMatchObject({ status: 'ok', durationMs: 3_500 });
  const unended = spansFromText('run agent', { run: { endTimeUnixNano: '0', durationMs: null } });
  expect(resolveTrace(unended).trace).toMatchObject({ status: 'ok', durationMs: null });
});

test('a start of 0 says nothing of when the trace began', () => {
  const { trace } = resolveTrace(spansFromText(RUN, { look: { startTimeUnixNano: '0' } }));
  expect(trace.startTime).toBe('2026-09-21T14:13:20.000Z');
});

test('a huge attribute is read whole, and costs its neighbours nothing', () => {
  const text = 'x'.repeat(4_000_000);
  const messages = [{ role: 'user', parts: [{ type: 'text', content: text }] }, { role: 'user', parts: [{ type: 'text', content: 'small' }] }];
  const span = normaliseSpan(rawSpan({ 'gen_ai.operation.name': 'chat', 'gen_ai.input.messages': JSON.stringify(messages), 'gen_ai.usage.input_tokens': 7 }));
  expect(span).toMatchObject({ inputTokens: 7, contentTruncated: false });
  expect(span.inputMessages.map((message) => message.parts[0]!.type === 'text' && (message.parts[0] as { content: string }).content.length)).toEqual([4_000_000, 5]);
});

test('attributes that the sender dropped are flagged', () => {
  const dropped = normaliseSpan(rawSpan({ 'gen_ai.operation.name': 'chat' }, { droppedAttributesCount: 3, endTime: 1_790_000_002_000_000_000n as UnixNano }));
  expect(resolveTrace([dropped]).spans[0]!.droppedAttributesCount).toBe(3);
});
