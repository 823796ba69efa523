import { expect, test } from 'vitest';
import { fixture } from '../fixture.test.support.js';
import { normaliseSpan } from '../normalise-span.js';

const [agent, tool, call, pending, wrapped] = fixture('constructed/logfire').map((span) => normaliseSpan(span));

test('of all messages of a run the last one is the answer', () => {
  expect(agent).toMatchObject({
    kind: 'agent', name: 'helper', model: 'gpt-4o', output: 'Done.', inputTokens: 50,
    inputMessages: [{ role: 'user', parts: [{ type: 'text', content: 'Go' }] }],
    outputMessages: [{ role: 'assistant', parts: [{ type: 'text', content: 'Done.' }] }],
  });
});

test('an older tool span has arguments and response under plain keys', () => {
  expect(tool).toMatchObject({ kind: 'tool', name: 'add', toolArguments: { a: 1 }, toolResult: '2' });
});

test('events in one attribute are the messages; usage details are aliases and not added', () => {
  expect(call).toMatchObject({
    kind: 'llm', inputTokens: 20, cacheReadTokens: 16, usageAdjusted: false, reportedCostUsd: 0.01,
    inputMessages: [{ role: 'user', parts: [{ type: 'text', content: 'Add' }] }],
    outputMessages: [{ role: 'assistant', parts: [{ type: 'tool_call', id: 'c1', name: 'add', arguments: { a: 1 } }] }],
  });
});

test('a pending span is an event and no second agent', () => {
  expect(pending).toMatchObject({ kind: 'event' });
});

test('the request and answer of a wrapped SDK are messages', () => {
  expect(wrapped).toMatchObject({
    kind: 'llm',
    inputMessages: [{ role: 'user', parts: [{ type: 'text', content: 'Hi' }] }],
    outputMessages: [{ role: 'assistant', parts: [{ type: 'text', content: 'Hello' }] }],
  });
});
