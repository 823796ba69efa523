import { expect, test } from 'vitest';
import { LiveClient } from './live-client.js';

function client(maxMessages: number) {
  const live = new LiveClient({ project: 'default' }, maxMessages, () => {});
  const reader = live.stream.pipeThrough(new TextDecoderStream()).getReader();
  return { live, reader };
}

async function readAll(reader: ReadableStreamDefaultReader<string>): Promise<string> {
  let text = '';
  for (let part = await reader.read(); !part.done; part = await reader.read()) text += part.value;
  return text;
}

test('what is sent comes out in order, after the word that the stream is open', async () => {
  const { live, reader } = client(10);
  live.send('a\n\n');
  live.send('b\n\n');
  live.end();
  expect(await readAll(reader)).toBe(': connected\n\na\n\nb\n\n');
});

test('a client that does not read is told how much it missed, where it missed it', async () => {
  const { live, reader } = client(2);
  for (const message of ['1', '2', '3', '4', '5']) live.send(message);
  const { value: opening } = await reader.read();
  const { value: queued } = await reader.read();
  live.send('6');
  live.end();
  const text = `${opening}${queued}${await readAll(reader)}`;
  expect(text).toBe(': connected\n\n12event: lagged\ndata: {"kind":"lagged","missed":3}\n\n6');
});

test('a quiet stream shows that it is alive', async () => {
  const { live, reader } = client(10);
  live.heartbeat();
  live.end();
  expect(await readAll(reader)).toBe(': connected\n\n: heartbeat\n\n');
});

test('a client that leaves is forgotten, and sending to it does nothing', async () => {
  const gone: LiveClient[] = [];
  const live = new LiveClient({ project: 'default' }, 10, (left) => gone.push(left));
  await live.stream.cancel();
  live.send('late');
  live.end();
  expect(gone).toEqual([live]);
});
