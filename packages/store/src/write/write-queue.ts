import type { NormaliseOptions } from '@heddle/conventions';
import { StoreError } from '../errors.js';
import type { StoreBatch } from '../store.js';
import { createBatchEncoder } from './encoded-batch.js';
import type { Inserts } from './inserts.js';
import type { Turns } from './turns.js';

/** Takes batches of several callers: encodes them in turns and has them inserted. */
export interface WriteQueue {
  /** @returns once the batch is acknowledged. @throws {StoreError} when it is not; some of it may be stored all the same */
  write(batch: StoreBatch): Promise<void>;
  /** Has what waits inserted and takes nothing more. @returns false when some of it has to wait for the next owner */
  close(): Promise<boolean>;
}

export interface WriteQueueOptions {
  readonly inserts: Inserts;
  /** Where rows are encoded. */
  readonly turns: Turns;
  /** Microseconds since the Unix epoch. */
  readonly nowMicros: () => number;
  /** Most bytes that may be encoded, wait or be on their way; default 256 MB. */
  readonly maxWaitingBytes?: number;
  /** How spans are read. */
  readonly normalise?: NormaliseOptions;
}

export function createWriteQueue({ inserts, turns, nowMicros, normalise, maxWaitingBytes = 256 * 1024 * 1024 }: WriteQueueOptions): WriteQueue {
  const writing = new Set<Promise<void>>();
  let closed = false;

  async function write(batch: StoreBatch): Promise<void> {
    const encoder = createBatchEncoder(batch, nowMicros(), normalise);
    let added = Promise.resolve();
    while (!encoder.done) {
      const slice = await turns.run(encoder.nextSlice(), { next: true });
      await added;
      // One batch alone is always taken: refusing it would refuse it for ever.
      const { waitingBytes } = inserts;
      if (waitingBytes > 0 && waitingBytes + slice.sizeBytes > maxWaitingBytes) throw full(waitingBytes, maxWaitingBytes);
      added = inserts.add(slice);
      added.catch(() => undefined); // heard of when the next slice is encoded, or below
    }
    await added;
  }

  return {
    async write(batch) {
      if (closed) throw new StoreError('STORE_CLOSED', 'The store is closed and takes nothing more.');
      if (inserts.waitingBytes > maxWaitingBytes) throw full(inserts.waitingBytes, maxWaitingBytes);
      const work = write(batch);
      writing.add(work);
      await work.finally(() => writing.delete(work));
    },
    async close() {
      closed = true;
      inserts.hurry();
      await Promise.allSettled(writing);
      return inserts.close();
    },
  };
}

function full(waitingBytes: number, maxBytes: number): StoreError {
  return new StoreError(
    'STORE_FULL',
    `${megabytes(waitingBytes)} MB wait to be written and ${megabytes(maxBytes)} MB is the limit; send the batch again in a few seconds.`,
  );
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1024 / 1024);
}
