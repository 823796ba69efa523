import { messageText, type JsonValue, type RawLog, type UnixNano } from '@heddle/model';
import { expect, test } from 'vitest';
import { joinLogs } from './join-logs.js';
import { normaliseSpan } from './normalise-span.js';
import { rawSpan } from './raw-span.test.support.js';

const call = normaliseSpan(rawSpan({ 'gen_ai.operation.name': 'chat' }));

function log(eventName: string, body: JsonValue, second = 0, rest: Partial<RawLog> = {}): RawLog {
  return {
    spanId: call.spanId, time: (1_790_000_000_000_000_000n + BigInt(second) * 1_000_000_000n) as UnixNano, severityNumber: 9, severityText: 'INFO',
    eventName, body, attributes: {}, resource: {}, scope: { name: '', version: '', attributes: {} }, ...rest,
  };
}

test('messages that travelled as logs become the messages of the span, in the order of time', () => {
  const joined = joinLogs(call, [
    log('gen_ai.choice', { index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Hello' } }, 2),
    log('gen_ai.user.message', { content: 'Hi' }, 1),
    log('gen_ai.system.message', { content: 'Be kind.' }, 0),
  ]);
  expect(joined.inputMessages.map((message) => [message.role, messageText(message)])).toEqual([['system', 'Be kind.'], ['user', 'Hi']]);
  expect(joined).toMatchObject({ systemText: 'Be kind.', finishReasons: ['stop'], outputMessages: [{ role: 'assistant', parts: [{ type: 'text', content: 'Hello' }] }], events: [] });
});

test('one event with everything is read as well', () => {
  const joined = joinLogs(call, [log('gen_ai.client.inference.operation.details', null, 0, {
    attributes: {
      'gen_ai.input.messages': [{ role: 'user', parts: [{ type: 'text', content: 'Hi' }] }],
      'gen_ai.output.messages': [{ role: 'assistant', parts: [{ type: 'text', content: 'Hello' }], finish_reason: 'stop' }],
      'gen_ai.system_instructions': [{ type: 'text', content: 'Be kind.' }],
    },
  })]);
  expect(joined).toMatchObject({ systemText: 'Be kind.', finishReasons: ['stop'], inputMessages: [{ role: 'user' }], outputMessages: [{ role: 'assistant' }] });
});

test('what the span says itself goes before its logs', () => {
  const own = normaliseSpan(rawSpan({ 'gen_ai.operation.name': 'chat', 'gen_ai.input.messages': '[{"role":"user","content":"own"}]' }));
  expect(joinLogs(own, [log('gen_ai.user.message', { content: 'log' })]).inputMessages.map(messageText)).toEqual(['own']);
});

test('other logs are events of the span; a log that came twice is one', () => {
  const line = log('', 'retrying', 1, { severityText: 'WARN', attributes: { attempt: 2 } });
  expect(joinLogs(call, [line, { ...line }]).events).toEqual([
    { name: 'WARN', timeUnixNano: '1790000001000000000', attributes: { attempt: 2, body: 'retrying' } },
  ]);
});

test('our own events and logs of other spans are left alone', () => {
  const other = log('gen_ai.user.message', { content: 'x' }, 0, { spanId: 'ffffffffffffffff' as RawLog['spanId'] });
  expect(joinLogs(call, [log('heddle.round-start', {}), other])).toBe(call);
});

test('session and user that stand on a log alone are those of the span; its own go before', () => {
  const joined = joinLogs(call, [log('gen_ai.client.inference.operation.details', null, 0, { attributes: { 'user.id': 'u_1', 'gen_ai.conversation.id': 's_1' } })]);
  expect(joined).toMatchObject({ userId: 'u_1', sessionId: 's_1' });
  expect(joinLogs({ ...call, userId: 'own' }, [log('x', null, 0, { attributes: { 'user.id': 'u_1' } })]).userId).toBe('own');
});

test('an error that says nothing has the message of the exception that came as a log', () => {
  const thrown = log('gen_ai.client.operation.exception', null, 0, { attributes: { 'exception.type': 'Timeout', 'exception.message': 'no answer' } });
  expect(joinLogs(normaliseSpan(rawSpan({ 'gen_ai.operation.name': 'chat', 'error.type': 'Timeout' })), [thrown]).error).toEqual({ type: 'Timeout', message: 'no answer' });
  expect(joinLogs(normaliseSpan(rawSpan({ 'error.type': 'Timeout' }, { statusMessage: 'own' })), [thrown]).error).toEqual({ type: 'Timeout', message: 'own' });
  expect(joinLogs(call, [thrown]).error).toBeNull();
});
