import { deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { ByteBudget } from './byte-budget.js';
import { ReadAhead } from './read-ahead.js';
import { type ReadBodyOptions, readBody } from './read-body.js';
import { BufferPool, Turns } from '@heddle/store';

function request(body: Uint8Array, encoding?: string): Request {
  return new Request('http://localhost/', {
    method: 'POST', body: new Uint8Array(body), headers: encoding === undefined ? {} : { 'content-encoding': encoding },
  });
}

function read(body: Uint8Array, encoding: string | undefined, options: Pick<ReadBodyOptions, 'maxBytes' | 'budget'>) {
  return readBody(request(body, encoding), { ...options, turns: new Turns(), pool: new BufferPool(), readAhead: new ReadAhead() });
}

// `printf '{"resourceSpans":[]}' | zstd | base64`, zstd 1.5
const ZSTD_OF_TEXT = 'KLUv/QRYoQAAeyJyZXNvdXJjZVNwYW5zIjpbXX1iiB+z';

const text = Buffer.from('{"resourceSpans":[]}');

test.each([
  [undefined, text],
  ['gzip', gzipSync(text)],
  ['deflate', deflateSync(text)],
  ['zstd', Buffer.from(ZSTD_OF_TEXT, 'base64')],
])('a body of encoding %s comes out whole', async (encoding, bytes) => {
  const body = await read(bytes, encoding, { maxBytes: 100, budget: new ByteBudget(100) });
  expect(body.bytes.toString()).toBe('{"resourceSpans":[]}');
});

test('a small body that inflates to a large one is refused, and its memory is given back', async () => {
  const budget = new ByteBudget(2_000_000);
  const bomb = gzipSync(Buffer.alloc(50_000_000));
  await expect(read(bomb, 'gzip', { maxBytes: 1_000_000, budget })).rejects.toMatchObject({ status: 413 });
  expect(budget.take(2_000_000)).toBe(true);
});

test('bodies that wait for the store count until they are released', async () => {
  const budget = new ByteBudget(30);
  const first = await read(text, undefined, { maxBytes: 100, budget });
  await expect(read(text, undefined, { maxBytes: 100, budget })).rejects.toMatchObject({ status: 503, retryAfterSeconds: 1 });
  first.release();
  first.release();
  await expect(read(text, undefined, { maxBytes: 100, budget })).resolves.toBeDefined();
});

test.each([
  ['gzip', 400, /^The body cannot be read: /],
  ['zstd', 400, /^The body cannot be read: it is not zstd data\.$/],
  ['snappy', 415, /^Content-Encoding is "snappy"; send gzip, deflate, zstd, identity\.$/],
])('a body that says %s and is not gets %i', async (encoding, status, message) => {
  const failed = read(text, encoding, { maxBytes: 100, budget: new ByteBudget(100) });
  await expect(failed).rejects.toMatchObject({ status, message: expect.stringMatching(message) });
});

test('a body that is refused is read to its end, so that the sender hears of the refusal', async () => {
  const budget = new ByteBudget(30);
  let pulled = 0;
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (++pulled === 6) controller.close();
      else controller.enqueue(new Uint8Array(20));
    },
  });
  const streamed = new Request('http://localhost/', { method: 'POST', body: stream, duplex: 'half' } as RequestInit);
  await expect(readBody(streamed, { maxBytes: 1_000, budget, turns: new Turns(), pool: new BufferPool(), readAhead: new ReadAhead() })).rejects.toMatchObject({ status: 503 });
  expect(pulled).toBe(6);
  expect(budget.take(30)).toBe(true);
});

/** A body that comes in chunks. */
function inChunks(chunks: readonly Uint8Array[]): Request {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  return new Request('http://localhost/', { method: 'POST', body, duplex: 'half' } as RequestInit);
}

test('a body of several chunks counts with all the memory that it takes, until it is released', async () => {
  const budget = new ByteBudget(300_000);
  const body = await readBody(inChunks([Buffer.alloc(100_000, 'a'), Buffer.alloc(50_000, 'b')]), { maxBytes: 1_000_000, budget, turns: new Turns(), pool: new BufferPool(), readAhead: new ReadAhead() });
  expect(body.bytes.toString()).toBe('a'.repeat(100_000) + 'b'.repeat(50_000));
  expect(budget.take(300_000 - 262_144 + 1)).toBe(false);
  body.release();
  expect(budget.take(300_000)).toBe(true);
});

test('bodies read at once, in memory that others had before, stay what they were sent as', async () => {
  const pool = new BufferPool();
  const memory = { maxBytes: 1_000_000, budget: new ByteBudget(100_000_000), turns: new Turns(), pool, readAhead: new ReadAhead() };
  for (let round = 0; round < 3; round++) {
    const bodies = await Promise.all(Array.from({ length: 10 }, async (_, index) => {
      const letter = String.fromCharCode(97 + 10 * (round % 2) + index);
      const chunks = Array.from({ length: index + 1 }, () => Buffer.alloc(70_000, letter));
      return { body: await readBody(inChunks(chunks), memory), text: letter.repeat(70_000 * chunks.length) };
    }));
    for (const { body, text: sent } of bodies) expect(body.bytes.toString()).toBe(sent);
    for (const { body } of bodies) body.release();
  }
});

test('a long body is not read before those that came first are done with, however they end', async () => {
  const readAhead = new ReadAhead(300_000, 1e9);
  const options = { maxBytes: 250_000, budget: new ByteBudget(10_000_000), turns: new Turns(), pool: new BufferPool(), readAhead };
  const send = (bytes: number) => readBody(new Request('http://localhost/', { method: 'POST', body: new Uint8Array(bytes), headers: { 'content-length': String(bytes) } }), options);
  const first = await send(200_000);
  const arrived: string[] = [];
  const [second, third] = ['second', 'third'].map((name) => send(200_000).finally(() => arrived.push(name)));
  // One that is short waits for nobody, and one that is too long hears of it at once.
  (await send(60_000)).release();
  await expect(send(300_000)).rejects.toMatchObject({ status: 413 });
  expect(arrived).toEqual([]);
  first.release();
  (await second!).release();
  expect(arrived).toEqual(['second']);
  (await third!).release();
});
