import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeJson } from './encode-frame.js';
import { FrameDecoder } from './frame-decoder.js';

/** The stream cut at the given places, decoded. */
function decode(bytes: Buffer, cuts: readonly number[], maxFrameBytes = 1_000_000) {
  const decoder = new FrameDecoder(maxFrameBytes);
  const frames: string[] = [];
  let problem: string | undefined;
  let start = 0;
  for (const end of [...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]) {
    problem ??= decoder.push(bytes.subarray(start, end), (frame) => frames.push(frame.json));
    start = Math.max(start, end);
  }
  return { frames, problem };
}

test('frames come out as they went in, however the stream is cut', () => {
  fc.assert(fc.property(fc.array(fc.json()), fc.array(fc.nat()), (texts, cuts) => {
    expect(decode(Buffer.concat(texts.map(encodeJson)), cuts)).toEqual({ frames: texts, problem: undefined });
  }));
});

test('any bytes are frames or a problem, never an exception, and hold no more than one frame', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), fc.array(fc.nat()), (bytes, cuts) => void decode(Buffer.from(bytes), cuts, 100)));
});

test('binary parts follow the JSON', () => {
  const parts: string[] = [];
  new FrameDecoder(100).push(Buffer.from([8, 0, 0, 0, 2, 0, 0, 0, 123, 125, 7, 9]), ({ json, rest }) => parts.push(json, rest.toString('hex')));
  expect(parts).toEqual(['{}', '0709']);
});

test.each([
  ['a frame above the limit', [255, 255, 255, 255], 'a frame of 4294967295 bytes; at most 100 are taken'],
  ['a frame without a header', [3, 0, 0, 0, 1, 1, 1], 'a frame of 3 bytes'],
  ['JSON longer than its frame', [4, 0, 0, 0, 9, 0, 0, 0], 'a frame whose JSON of 9 bytes is longer than the frame of 4'],
])('%s is refused', (_, bytes, problem) => {
  expect(decode(Buffer.from(bytes), [], 100).problem).toBe(problem);
});
