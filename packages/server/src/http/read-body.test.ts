import { deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { ByteBudget } from './byte-budget.js';
import { readBody } from './read-body.js';

function request(body: Uint8Array, encoding?: string): Request {
  return new Request('http://localhost/', {
    method: 'POST', body: new Uint8Array(body), headers: encoding === undefined ? {} : { 'content-encoding': encoding },
  });
}

const text = Buffer.from('{"resourceSpans":[]}');

test.each([
  [undefined, text],
  ['gzip', gzipSync(text)],
  ['deflate', deflateSync(text)],
])('a body of encoding %s comes out whole', async (encoding, bytes) => {
  const body = await readBody(request(bytes, encoding), { maxBytes: 100, budget: new ByteBudget(100) });
  expect(body.bytes.toString()).toBe('{"resourceSpans":[]}');
});

test('a small body that inflates to a large one is refused, and its memory is given back', async () => {
  const budget = new ByteBudget(2_000_000);
  const bomb = gzipSync(Buffer.alloc(50_000_000));
  await expect(readBody(request(bomb, 'gzip'), { maxBytes: 1_000_000, budget })).rejects.toMatchObject({ status: 413 });
  expect(budget.take(2_000_000)).toBe(true);
});

test('bodies that wait for the store count until they are released', async () => {
  const budget = new ByteBudget(30);
  const first = await readBody(request(text), { maxBytes: 100, budget });
  await expect(readBody(request(text), { maxBytes: 100, budget })).rejects.toMatchObject({ status: 503, retryAfterSeconds: 1 });
  first.release();
  first.release();
  await expect(readBody(request(text), { maxBytes: 100, budget })).resolves.toBeDefined();
});

test.each([
  ['gzip', 400, /^The body cannot be read: /],
  ['snappy', 415, /^Content-Encoding is "snappy"; send gzip, deflate, identity\.$/],
])('a body that says %s and is not gets %i', async (encoding, status, message) => {
  const failed = readBody(request(text, encoding), { maxBytes: 100, budget: new ByteBudget(100) });
  await expect(failed).rejects.toMatchObject({ status, message: expect.stringMatching(message) });
});
