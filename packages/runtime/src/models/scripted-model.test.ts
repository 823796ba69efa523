import { expect, test } from 'vitest';
import type { ChatPart, ChatRequest } from './chat-model.js';
import { createScriptedModel } from './scripted-model.js';

const hello: ChatRequest = { messages: [{ role: 'user', parts: [{ type: 'text', content: 'Hello' }] }] };
const never = new AbortController().signal;

async function partsOf(parts: AsyncIterable<ChatPart>): Promise<ChatPart[]> {
  const all: ChatPart[] = [];
  for await (const part of parts) all.push(part);
  return all;
}

test('replies come in order, in pieces, and every request is kept', async () => {
  const model = createScriptedModel({ replies: ['twenty-four letters, or so, and a few more', ({ messages }) => `${messages.length}`] });

  expect(await partsOf(model.stream(hello, { signal: never }))).toEqual([
    { type: 'text', text: 'twenty-four letters, or ' },
    { type: 'text', text: 'so, and a few more' },
    { type: 'finish', finishReasons: ['stop'], usage: {}, responseModel: 'scripted' },
  ]);
  expect((await partsOf(model.stream(hello, { signal: never })))[0]).toEqual({ type: 'text', text: '1' });
  expect(model.calls).toEqual([hello, hello]);
  expect(model.scripted).toBe(true);
});

test('a script that runs out says so', async () => {
  const model = createScriptedModel({ replies: [], name: 'demo' });
  await expect(partsOf(model.stream(hello, { signal: never }))).rejects.toMatchObject({
    code: 'MODEL_BAD_RESPONSE',
    retryable: false,
    message: 'The script "demo" has 0 replies and was asked for one more. Add a reply to it.',
  });
});

test('cancelling stops the script in the middle', async () => {
  const cancel = new AbortController();
  const model = createScriptedModel({ replies: ['x'.repeat(100)] });
  const seen: ChatPart[] = [];
  await expect(async () => {
    for await (const part of model.stream(hello, { signal: cancel.signal })) {
      seen.push(part);
      cancel.abort(new Error('enough'));
    }
  }).rejects.toThrow('enough');
  expect(seen).toHaveLength(1);
});
