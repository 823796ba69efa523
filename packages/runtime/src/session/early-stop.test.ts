import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { ChatModel } from '../models/chat-model.js';
import { createChatModel } from '../models/create-chat-model.js';
import { startLoopbackProvider } from '../models/loopback-provider.test.support.js';
import { planned, sessionsIn } from './open-session.test.support.js';

let sessions: Awaited<ReturnType<typeof sessionsIn>>;
beforeAll(async () => void (sessions = await sessionsIn('early-stop')));
afterEach(async () => await sessions.closeRuntimes());
afterAll(async () => await sessions.close());

function chunk(content: string): string {
  const choices = [{ index: 0, delta: { role: 'assistant', content }, finish_reason: null }];
  return `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'gpt-4o', choices })}\n\n`;
}

test('a model that chats on after its reply is not listened to: its provider is hung up on, and its usage stays unknown', async () => {
  const left = new AbortController();
  const provider = await startLoopbackProvider((response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(chunk(planned('User', 'It rained.')));
    // It goes on for as long as somebody listens.
    const chatOn = () => {
      if (!response.destroyed) response.write(chunk(' I hope that this helps you.'), () => setImmediate(chatOn));
    };
    response.once('close', () => left.abort());
    chatOn();
  });
  try {
    const model = createChatModel({ provider: 'openai', model: 'gpt-4o', baseUrl: provider.url, apiKey: 'sk-test-1234567890' }, {});
    const { session, events } = await sessions.open([], {}, { model });
    expect(await session.send('Did it rain?')).toMatchObject({ state: 'finished', reply: 'It rained.' });
    await expect.poll(() => left.signal.aborted).toBe(true);
    const [end] = await events('model-call-end');
    expect(end).toMatchObject({ usage: {}, costUsd: null, finishReasons: ['early_stop'] });
  } finally {
    await provider.close();
  }
});

/** Says this piece by piece, and tells how far it got. */
function talker(reply: string, heard: { characters: number }): ChatModel {
  return {
    provider: 'openai', model: 'gpt-4o', scripted: false,
    async *stream() {
      for (let at = 0; at < reply.length; at += 20) {
        heard.characters += 20;
        yield { type: 'text', text: reply.slice(at, at + 20) };
      }
      yield { type: 'finish', finishReasons: ['stop'], usage: { inputTokens: 1, outputTokens: 1 }, responseModel: 'gpt-4o' };
    },
  };
}

test('a reply to nobody that is there is asked for again at once, and not read to its end', async () => {
  const heard = { characters: 0 };
  const wrong = talker(planned('Searcher', 'word '.repeat(10_000)), heard);
  const right = talker(planned('User', 'It rained.'), { characters: 0 });
  let count = 0;
  const model: ChatModel = { ...wrong, stream: (request, options) => (count++ === 0 ? wrong : right).stream(request, options) };
  const { session, events } = await sessions.open([], {}, { model });
  expect(await session.send('Did it rain?')).toMatchObject({ state: 'finished', reply: 'It rained.' });
  expect(heard.characters).toBeLessThan(200);
  expect((await events('model-call-end')).map(({ finishReasons }) => finishReasons)).toEqual([['early_stop'], ['stop']]);
  const [, again] = await events('model-call-request');
  expect(JSON.stringify(again!.messages)).toContain('must be one of CodeInterpreter, User');
});

test('a budget counts what a stopped reply is likely to have used', async () => {
  const model = talker(`${planned('User', 'word '.repeat(400))}${'. And so on'.repeat(1_000)}`, { characters: 0 });
  const { session } = await sessions.open([], { limits: { maxSessionTokens: 4_000 } }, { model });
  const states: string[] = [];
  for (let round = 0; round < 8; round++) states.push((await session.send('Go on.')).state);
  expect(states[0]).toBe('finished');
  expect(states.at(-1)).toBe('failed');
});
