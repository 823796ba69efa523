import { expect, test } from 'vitest';
import { readEventStream } from './read-event-stream.js';
import type { StreamEvent } from './read-event-stream.js';

const TEXT = ': connected\n\nevent: progress\ndata: {"a":"→"}\n\nevent: end\ndata: {}\n\nevent: torn';

async function* inPieces(size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(TEXT);
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

test.each([1, 3, 1_000])('events are whole, however they are cut: pieces of %i bytes', async (size) => {
  const events: StreamEvent[] = [];
  for await (const event of readEventStream(inPieces(size))) events.push(event);
  expect(events).toEqual([{ event: 'progress', data: '{"a":"→"}' }, { event: 'end', data: '{}' }]);
});
