import type { NormaliseOptions } from '@heddle/conventions';
import { StoreError } from '../errors.js';
import type { StoreBatch } from '../store.js';
import { createBatchEncoder } from './encoded-batch.js';
import type { BatchEncoder } from './encoded-batch.js';
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

  /** @returns once all is encoded. What it was encoded from is not held on to until it is acknowledged. */
  async function encode(encoder: BatchEncoder): Promise<Adding> {
    let adding: Adding = { acknowledged: Promise.resolve() };
    while (!encoder.done) adding = await addSlice(encoder, adding.acknowledged);
    return adding;
  }

  async function addSlice(encoder: BatchEncoder, before: Promise<void>): Promise<Adding> {
    const slice = await turns.run(encoder.nextSlice(), { next: true });
    await before;
    if (slice.sizeBytes === 0) return { acknowledged: before };
    // One batch alone is always taken: refusing it would refuse it for ever.
    const { waitingBytes } = inserts;
    if (waitingBytes > 0 && waitingBytes + slice.sizeBytes > maxWaitingBytes) throw full(waitingBytes, maxWaitingBytes);
    const acknowledged = inserts.add(slice);
    acknowledged.catch(() => undefined); // heard of when the next slice is encoded, or at the end
    return { acknowledged };
  }

  return {
    write(batch) {
      if (closed) return Promise.reject(new StoreError('STORE_CLOSED', 'The store is closed and takes nothing more.'));
      if (inserts.waitingBytes > maxWaitingBytes) return Promise.reject(full(inserts.waitingBytes, maxWaitingBytes));
      const work = encode(createBatchEncoder(batch, nowMicros(), normalise)).then(({ acknowledged }) => acknowledged);
      writing.add(work);
      return work.finally(() => writing.delete(work));
    },
    async close() {
      closed = true;
      inserts.hurry();
      await Promise.allSettled(writing);
      return inserts.close();
    },
  };
}

/** Kept in an object: an async function would wait for a promise that it returns. */
interface Adding {
  readonly acknowledged: Promise<void>;
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
