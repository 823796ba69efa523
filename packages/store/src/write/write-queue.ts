import type { NormaliseOptions } from '@heddle/conventions';
import type { Database } from '../engine/database.js';
import { StoreError } from '../errors.js';
import { CONTENTS, EVENTS, LOGS, SPANS, columnsOf, indexNames } from '../schema/tables.js';
import type { Table } from '../schema/tables.js';
import type { StoreBatch } from '../store.js';
import { createBatchEncoder } from './encoded-batch.js';
import type { EncodedBatch } from './encoded-batch.js';
import { createInsertStage } from './insert-stage.js';
import { createRecentContents } from './recent-contents.js';
import { isFaultOfRows } from './fault-of-rows.js';
import { Turns } from './turns.js';

/** Takes batches of several callers and inserts them together: the engine likes few large inserts. */
export interface WriteQueue {
  write(batch: StoreBatch): Promise<void>;
  /** Inserts what waits and takes nothing more. */
  close(): Promise<void>;
}

export interface WriteQueueOptions {
  readonly database: Database;
  /** Called after a batch can be queried and before its caller hears of it. */
  readonly onWritten: (batch: EncodedBatch) => void;
  /** Called with a batch that could not be inserted, before its caller hears of it: some of it may be there. */
  readonly onFailed?: (batch: EncodedBatch) => void;
  /** Microseconds since the Unix epoch. */
  readonly nowMicros: () => number;
  /** Most bytes that may be encoded, wait or be on their way; default 256 MB. */
  readonly maxWaitingBytes?: number;
  /** Called with contents before rows that refer to them can be read; what it returns is called once they can be read as well. */
  readonly lend?: (project: string, contents: ReadonlyMap<string, string>) => () => void;
  /** How spans are read. */
  readonly normalise?: NormaliseOptions;
  /** How long a batch waits for others; default 25 ms. */
  readonly delayMs?: number;
}

interface Waiting {
  readonly slice: EncodedBatch;
  readonly sizeBytes: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

interface FreshContent {
  readonly project: string;
  readonly sha256: string;
  readonly line: string;
}

/** Bytes that are inserted at once, without waiting for more and without taking many more. */
const FLUSH_BYTES = 8 * 1024 * 1024;
/**
 * Rows of an insert from which it makes indexes of its own. The parts of smaller ones are merged soon, which makes them, and looking
 * at each row of a dozen until then takes less than the index of one.
 */
const INDEXED_ROWS = 1_000;

export function createWriteQueue(options: WriteQueueOptions): WriteQueue {
  const { database, onWritten, onFailed, nowMicros, lend = () => () => undefined, normalise, maxWaitingBytes = 256 * 1024 * 1024, delayMs = 25 } = options;
  const recent = createRecentContents();
  let heldBytes = 0;
  /** What is being encoded, one batch at a time, and those callers who wait for it. */
  const turns = new Turns();
  const writing = new Set<Promise<void>>();
  let closed = false;

  const stage = createInsertStage<Waiting>({
    async insert(taken) {
      const batches = taken.map(({ slice }) => slice);
      const loans = batches.map(({ project, contents }) => lend(project, contents));
      try {
        // Side by side: one after the other, each answer waited a fifth longer.
        await both(insertContents(batches), insertRows(batches));
      } finally {
        for (const giveBack of loans) giveBack();
      }
    },
    done(taken) {
      for (const { slice, sizeBytes, resolve } of taken) {
        heldBytes -= sizeBytes;
        onWritten(slice);
        resolve();
      }
    },
    failed({ slice, sizeBytes, reject }, error) {
      heldBytes -= sizeBytes;
      onFailed?.(slice);
      reject(error);
    },
    // A row that the engine cannot take costs its own batch only. A full disk or a dead engine is nobody's row.
    isFaultOfItem: isFaultOfRows,
    delayMs,
    fullBytes: FLUSH_BYTES,
  });

  async function insertContents(batches: readonly EncodedBatch[]): Promise<void> {
    const fresh = await turns.run(freshContents(batches));
    await insert(CONTENTS, [...fresh.values()].map(({ line }) => line));
    for (const { project, sha256 } of fresh.values()) recent.add(project, sha256);
  }

  async function insertRows(batches: readonly EncodedBatch[]): Promise<void> {
    await Promise.all([
      insert(SPANS, batches.flatMap(({ spanLines }) => spanLines)),
      insert(LOGS, batches.flatMap(({ logLines }) => logLines)),
      insert(EVENTS, batches.flatMap(({ eventLines }) => eventLines)),
    ]);
  }

  /** Encodes the contents that were not inserted lately, each once. */
  function* freshContents(batches: readonly EncodedBatch[]): Generator<void, ReadonlyMap<string, FreshContent>, void> {
    const fresh = new Map<string, FreshContent>();
    for (const batch of batches) {
      const { project } = batch;
      for (const [sha256, text] of batch.contents) {
        if (recent.has(project, sha256)) continue;
        const key = sha256 + project;
        if (fresh.has(key)) continue;
        fresh.set(key, { project, sha256, line: JSON.stringify([project, sha256, text]) });
        yield;
      }
    }
    return fresh;
  }

  function insert(table: Table, lines: readonly string[]): Promise<void> {
    const without = lines.length < INDEXED_ROWS ? indexNames(table) : [];
    return database.insert(table.name, columnsOf(table), lines, { without });
  }

  async function write(batch: StoreBatch): Promise<void> {
    const encoder = createBatchEncoder(batch, nowMicros(), normalise);
    let inserted = Promise.resolve();
    while (!encoder.done) {
      const slice = await turns.run(encoder.nextSlice());
      await inserted;
      // One batch alone is always taken: refusing it would refuse it for ever.
      if (heldBytes > 0 && heldBytes + slice.sizeBytes > maxWaitingBytes) throw full(heldBytes, maxWaitingBytes);
      const { sizeBytes } = slice;
      heldBytes += sizeBytes;
      inserted = new Promise<void>((resolve, reject) => stage.add([{ slice, sizeBytes, resolve, reject }]));
      inserted.catch(() => undefined); // heard of when the next slice is encoded, or below
    }
    await inserted;
  }

  return {
    async write(batch) {
      if (closed) throw new StoreError('STORE_CLOSED', 'The store is closed and takes nothing more.');
      if (heldBytes > maxWaitingBytes) throw full(heldBytes, maxWaitingBytes);
      const work = write(batch);
      writing.add(work);
      await work.finally(() => writing.delete(work));
    },
    async close() {
      closed = true;
      stage.hurry();
      await Promise.allSettled(writing);
    },
  };
}

/** Ends when both have ended. */
async function both(first: Promise<void>, second: Promise<void>): Promise<void> {
  for (const result of await Promise.allSettled([first, second])) if (result.status === 'rejected') throw result.reason;
}

function full(heldBytes: number, maxBytes: number): StoreError {
  return new StoreError(
    'STORE_FULL',
    `${megabytes(heldBytes)} MB wait to be written and ${megabytes(maxBytes)} MB is the limit; send the batch again in a few seconds.`,
  );
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1024 / 1024);
}
