import type { Database } from '../engine/database.js';
import { CONTENTS, EVENTS, LOGS, SPANS } from '../schema/tables.js';
import type { EncodedBatch } from './encoded-batch.js';
import { isFaultOfRows } from './fault-of-rows.js';
import { freshContents } from './fresh-contents.js';
import type { FreshContent } from './fresh-contents.js';
import { insertRows } from './insert-rows.js';
import { createInsertStage } from './insert-stage.js';
import type { Inserts, InsertedBatch } from './inserts.js';
import { createRecentContents } from './recent-contents.js';
import { Turns } from './turns.js';

export interface DirectInsertsOptions {
  readonly database: Database;
  /** Called after a batch can be queried and before its caller hears of it. */
  readonly onInserted: (batch: InsertedBatch) => void;
  /** Called with a batch that could not be inserted, before its caller hears of it: some of it may be there. */
  readonly onFailed?: (batch: InsertedBatch) => void;
  /** Called with contents before rows that refer to them can be read; what it returns is called once they can be read as well. */
  readonly lend?: (project: string, contents: ReadonlyMap<string, string>) => () => void;
  /** How long a batch waits for others; default 25 ms. */
  readonly delayMs?: number;
}

interface Waiting {
  readonly batch: EncodedBatch;
  readonly sizeBytes: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Bytes that are inserted at once, without waiting for more and without taking many more. */
const FLUSH_BYTES = 8 * 1024 * 1024;

/** Acknowledges a batch when it is in the database. For a server, which may be all that lasts: this process has no folder of its own. */
export function createDirectInserts({ database, onInserted, onFailed, lend = () => () => undefined, delayMs = 25 }: DirectInsertsOptions): Inserts {
  const recent = createRecentContents();
  const turns = new Turns();
  const waiting = new Set<Promise<void>>();
  let waitingBytes = 0;

  const stage = createInsertStage<Waiting>({
    async insert(taken) {
      const batches = taken.map(({ batch }) => batch);
      const loans = batches.map(({ project, contents }) => lend(project, contents));
      try {
        // Side by side: one after the other, each answer waited a fifth longer.
        await both(insertContents(batches), insertBatches(batches));
      } finally {
        for (const giveBack of loans) giveBack();
      }
    },
    done(taken) {
      for (const { batch, sizeBytes, resolve } of taken) {
        waitingBytes -= sizeBytes;
        onInserted(batch);
        resolve();
      }
    },
    failed({ batch, sizeBytes, reject }, error) {
      waitingBytes -= sizeBytes;
      onFailed?.(batch);
      reject(error);
    },
    // A row that the engine cannot take costs its own batch only. A full disk or a dead engine is nobody's row.
    isFaultOfItem: isFaultOfRows,
    delayMs,
    fullBytes: FLUSH_BYTES,
  });

  async function insertContents(batches: readonly EncodedBatch[]): Promise<void> {
    const fresh = await turns.run(freshContents(batches, recent));
    await insertRows(database, CONTENTS, await turns.run(contentLines(fresh)));
    for (const { project, sha256 } of fresh) recent.add(project, sha256);
  }

  async function insertBatches(batches: readonly EncodedBatch[]): Promise<void> {
    await Promise.all([
      insertRows(database, SPANS, batches.flatMap(({ spanLines }) => spanLines)),
      insertRows(database, LOGS, batches.flatMap(({ logLines }) => logLines)),
      insertRows(database, EVENTS, batches.flatMap(({ eventLines }) => eventLines)),
    ]);
  }

  return {
    get waitingBytes() {
      return waitingBytes;
    },
    // The server says so itself.
    problem: undefined,
    add(batch) {
      const { sizeBytes } = batch;
      waitingBytes += sizeBytes;
      const inserted = new Promise<void>((resolve, reject) => stage.add([{ batch, sizeBytes, resolve, reject }]));
      waiting.add(inserted);
      const gone = () => void waiting.delete(inserted);
      inserted.then(gone, gone);
      return inserted;
    },
    settled: () => Promise.resolve(),
    hurry: () => stage.hurry(),
    async close() {
      stage.hurry();
      await Promise.allSettled(waiting);
      return true;
    },
  };
}

function* contentLines(fresh: readonly FreshContent[]): Generator<void, readonly string[], void> {
  const lines: string[] = [];
  for (const { project, sha256, text } of fresh) {
    lines.push(JSON.stringify([project, sha256, text]));
    yield;
  }
  return lines;
}

/** Ends when both have ended. */
async function both(first: Promise<void>, second: Promise<void>): Promise<void> {
  for (const result of await Promise.allSettled([first, second])) if (result.status === 'rejected') throw result.reason;
}
