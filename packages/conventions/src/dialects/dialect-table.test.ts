import { expect, test } from 'vitest';
import { fixture } from '../fixture.test.support.js';
import { normaliseSpan } from '../normalise-span.js';

const [mlflow, laminar, liveKit, genkit, flue, liteLlm, alibaba] = fixture('constructed/others').map((span) => normaliseSpan(span));

test('MLflow: values are JSON, words included', () => {
  expect(mlflow).toMatchObject({
    kind: 'llm', inputTokens: 4, outputTokens: 2, finishReasons: ['stop'],
    inputMessages: [{ role: 'user', parts: [{ type: 'text', content: 'Hi' }] }],
  });
});

test('Laminar: a tool with session and metadata', () => {
  expect(laminar).toMatchObject({ kind: 'tool', name: 'lookup', sessionId: 's', toolArguments: { q: 1 }, toolResult: 'ok', metadata: { k: 'v' } });
});

test('LiveKit: kinds by name, errors by a flag', () => {
  expect(liveKit).toMatchObject({ kind: 'tool', name: 'dial', toolArguments: { to: 'x' }, status: 'error' });
});

test('Genkit: a model call', () => {
  expect(genkit).toMatchObject({ kind: 'llm', model: 'gemini-2.5-flash', outputMessages: [{ role: 'assistant', parts: [{ type: 'text', content: 'Hello' }] }] });
});

test('Flue: a tool', () => {
  expect(flue).toMatchObject({ kind: 'tool', name: 'read' });
});

test('LiteLLM: the raw request is no second model call', () => {
  expect(liteLlm).toMatchObject({ kind: 'other' });
});

test('Alibaba: a word in gen_ai.span.kind', () => {
  expect(alibaba).toMatchObject({ kind: 'retrieval' });
});
