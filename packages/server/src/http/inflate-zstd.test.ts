import { readFile } from 'node:fs/promises';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { inflateZstd } from './inflate-zstd.js';
import { Turns } from '@heddle/store';

async function inflate(body: Buffer): Promise<string> {
  const chunks: Buffer[] = [];
  await new Turns().run(inflateZstd(body, (chunk) => chunks.push(chunk)));
  return Buffer.concat(chunks).toString();
}

// fixtures/lines.zst: 20,000 lines `line N`, by `zstd -19` 1.5; several blocks and a checksum.
const compressed = await readFile(new URL('../../fixtures/lines.zst', import.meta.url));
const lines = Array.from({ length: 20_000 }, (_, index) => `line ${index}\n`).join('');

test('what the zstd command compressed comes out whole', async () => {
  expect(await inflate(compressed)).toBe(lines);
});

test('several frames follow each other, and skippable ones are passed over', async () => {
  const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
  expect(await inflate(Buffer.concat([skippable, compressed, skippable, compressed]))).toBe(lines + lines);
});

test('a frame that asks for two gigabytes of memory is refused before it gets them', async () => {
  const greedy = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa8, 1, 0, 0]);
  await expect(inflate(greedy)).rejects.toThrow('the zstd data needs a window of 2147483648 bytes and may have 8388608');
});

test('a taker that has enough stops a bomb early', async () => {
  const block = Buffer.from([0x02, 0x00, 0x10, 0x00]); // 128 kB of zeros in 4 bytes
  const bomb = Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38]), ...Array.from({ length: 10_000 }, () => block)]);
  let taken = 0;
  const decoder = inflateZstd(bomb, (chunk) => {
    taken += chunk.length;
    if (taken > 1_000_000) throw new Error('enough');
  });
  await expect(new Turns().run(decoder)).rejects.toThrow('enough');
  expect(taken).toBeLessThan(1_200_000);
});

test('torn or changed data never gives anything but an Error', async () => {
  const edit = fc.tuple(fc.nat(compressed.length - 1), fc.nat(255));
  await fc.assert(
    fc.asyncProperty(edit, fc.nat(compressed.length), async ([at, byte], cut) => {
      const body = Buffer.from(compressed.subarray(0, cut));
      if (at < cut) body[at] = byte;
      const failure = await inflate(body).then(() => undefined, (error: unknown) => error);
      if (failure !== undefined) expect(failure).toBeInstanceOf(Error);
    }),
    { numRuns: 60 },
  );
});
