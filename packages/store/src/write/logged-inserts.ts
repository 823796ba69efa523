import type { TraceId } from '@heddle/model';
import type { EmbeddedDatabase } from '../engine/database.js';
import type { RowsFormat } from '../engine/rows-file.js';
import { StoreError } from '../errors.js';
import { CONTENTS, EVENTS, LOGS, SPANS } from '../schema/tables.js';
import type { Table } from '../schema/tables.js';
import { BufferPool } from './buffer-pool.js';
import type { EncodedBatch } from './encoded-batch.js';
import { freshContents } from './fresh-contents.js';
import { batchesOf, insertSegment } from './insert-segment.js';
import type { InsertedBatch, Inserts } from './inserts.js';
import { pooledContents } from './pooled-contents.js';
import { pooledRows } from './pooled-rows.js';
import { createRecentContents } from './recent-contents.js';
import type { Turns } from './turns.js';
import type { LogSegment, TableRows, WriteAheadLog } from './write-ahead-log.js';

export interface LoggedInsertsOptions {
  readonly database: EmbeddedDatabase;
  readonly log: WriteAheadLog;
  /** Where rows go that the engine cannot take, so that nothing is lost and nothing is held up. */
  readonly refusedFile: string;
  /** Called after a batch can be queried. */
  readonly onInserted: (batch: InsertedBatch) => void;
  /** Has traces resolved now. */
  readonly resolve: (project: string, traceIds: readonly TraceId[]) => Promise<void>;
  /** Hears of rows that could not be put into the database. */
  readonly onProblem: (error: unknown) => void;
  /** Where rows are encoded. */
  readonly turns: Turns;
  /** How long a batch waits for others at least; default 25 ms. */
  readonly delayMs?: number;
  /** Bytes that go in without waiting for more; while the engine is busy, segments grow to twice as many. Default: 16 MiB. */
  readonly fullBytes?: number;
}

/** A segment on its way, and whose rows it holds. */
interface Pending {
  readonly segment: LogSegment;
  readonly batches: InsertedBatch[];
  readonly projects: Set<string>;
  /** True when another process wrote it: it may hold rows of any project. */
  readonly isLeftBehind: boolean;
  readonly since: number;
  /** Tables whose rows are in the database. */
  readonly done: Set<string>;
  /** True when rows of it were set aside. */
  lacksRows: boolean;
  /** Ends when what is being appended to it is. */
  appended: Promise<void>;
  /** Those who wait until it is in the database, or cannot be put there just now. */
  readonly watchers: (() => void)[];
}

/** A batch as it goes into the log. Its texts are bytes by now: as long as they wait they would be in the way of collecting garbage. */
interface LoggedBatch {
  readonly batch: InsertedBatch;
  /** By table, in the same order in every batch. */
  readonly parts: readonly TableRows[];
  /** Buffers of the pool that those bytes are in. */
  readonly buffers: readonly Buffer[];
  /** Which contents it took for stored, see `forgetContents`. */
  readonly epoch: number;
}

interface Waiting extends LoggedBatch {
  readonly acknowledge: () => void;
  readonly reject: (error: unknown) => void;
}

const FULL_BYTES = 16 * 1024 * 1024;
/** Of buffers for rows; they are given back a moment later. */
const MOST_FREE_BYTES = 8 * 1024 * 1024;
/**
 * After an insert the engine is left alone for this many times as long, if nobody asks: the more rows go in at once, the less
 * each of them takes. 20,000 rows in one insert take half as much of it as in ten.
 */
const REST_SHARE = 2;
const MAX_REST_MS = 1_000;
/** Half of what the resolver looks back. */
const LATE_MS = 30_000;
/** For so long a batch that could not be written says that nothing can. */
const UNWRITTEN_MS = 30_000;
const RETRY_MS = { first: 250, longest: 5_000 };

/**
 * Acknowledges a batch when it is in the write-ahead log, and puts many together into the database a moment later, or at once when
 * somebody asks for them.
 */
export function createLoggedInserts({ database, log, turns, refusedFile, onInserted, resolve, onProblem, delayMs = 25, fullBytes = FULL_BYTES }: LoggedInsertsOptions): Inserts {
  const recent = createRecentContents();
  const pool = new BufferPool(MOST_FREE_BYTES);
  let epoch = 0;
  /** Why contents were forgotten last. */
  let forgotten: unknown;
  /** Bytes of batches that are not in the log yet. */
  let addedBytes = 0;
  let waiting: Waiting[] = [];
  let isAppending = false;
  /** Ends when all that waits has been appended. */
  let appended: Promise<void> = Promise.resolve();
  let open: Pending | undefined;
  /** Those that are to be inserted, in this order. */
  const sealed: Pending[] = log.leftBehind.map((segment) => pendingOf(segment, true));
  let inserting: Promise<void> | undefined;
  /** Why the last insert failed: until one succeeds nothing is taken. */
  let failing: StoreError | undefined;
  let failures = 0;
  /** The last batch could not be written to the log. */
  let unwritten: { readonly error: StoreError; readonly at: number } | undefined;
  /** Segments that are in the database and wait for the resolver. */
  const late = new Set<Promise<void>>();
  let restUntil = 0;
  let closing = false;
  let timer: NodeJS.Timeout | undefined;

  async function appendAll(): Promise<void> {
    isAppending = true;
    while (waiting.length > 0) {
      const taken = waiting.filter((logged) => logged.epoch === epoch);
      // They would refer to contents that are nowhere.
      for (const { reject } of waiting.filter((logged) => logged.epoch !== epoch)) reject(forgotten);
      waiting = [];
      if (taken.length === 0) break;
      const pending = (open ??= pendingOf(log.take()));
      const work = append(pending, taken);
      pending.appended = work;
      await work;
      if (pending === open && pending.segment.sizeBytes >= 2 * fullBytes) seal();
      schedule();
    }
    isAppending = false;
  }

  /** What comes from now on goes into another segment. */
  function seal(): void {
    if (open) sealed.push(open);
    open = undefined;
  }

  async function append(pending: Pending, taken: readonly Waiting[]): Promise<void> {
    try {
      await pending.segment.append(taken[0]!.parts.map(({ table, format }, index) => ({
        table,
        format,
        rows: taken.reduce((sum, { parts }) => sum + parts[index]!.rows, 0),
        bytes: taken.flatMap(({ parts }) => parts[index]!.bytes),
      })));
    } catch (error) {
      unwritten = { error: error instanceof StoreError ? error : new StoreError('ENGINE_FAILED', `Rows could not be written to the log: ${(error as Error).message}`), at: performance.now() };
      forgetContents(error);
      for (const { reject } of taken) reject(error);
      return;
    } finally {
      for (const { buffers } of taken) for (const buffer of buffers) pool.giveBack(buffer);
    }
    unwritten = undefined;
    for (const { batch, acknowledge } of taken) {
      pending.batches.push(batch);
      pending.projects.add(batch.project);
      acknowledge();
    }
  }

  /** Contents of a batch are taken for stored once it is encoded. When it is not taken in then, nor are those that were encoded since. */
  function forgetContents(reason: unknown): void {
    recent.clear();
    epoch++;
    forgotten = reason;
  }

  function* toBytes({ project, traceIds, written, hasLogs, facts, spanLines, logLines, eventLines, contents }: EncodedBatch): Generator<void, LoggedBatch, void> {
    const begun = epoch;
    const fresh = yield* freshContents([{ project, contents }], recent);
    const buffers: Buffer[] = [];
    const parts = [yield* allOf(CONTENTS, 'RowBinaryWithNames', fresh.length, pooledContents(fresh, pool, buffers))];
    for (const [table, lines] of [[SPANS, spanLines], [LOGS, logLines], [EVENTS, eventLines]] as const) {
      parts.push(yield* allOf(table, 'JSONCompactEachRowWithNames', lines.length, pooledRows(lines, pool, buffers)));
    }
    // When contents were forgotten meanwhile, this batch is not taken in, and those are not either.
    if (begun === epoch) for (const { sha256 } of fresh) recent.add(project, sha256);
    return { batch: { project, traceIds, written, hasLogs, facts }, parts, buffers, epoch: begun };
  }

  function add(logged: LoggedBatch): Promise<void> {
    return new Promise((acknowledge, reject) => {
      waiting.push({ ...logged, acknowledge, reject });
      if (!isAppending) appended = appendAll();
    });
  }

  /** Inserts now, or says when. */
  function schedule(): void {
    clearTimeout(timer);
    timer = undefined;
    if (inserting || (sealed.length === 0 && !hasRows(open))) return;
    const dueIn = dueMs() - performance.now();
    if (dueIn <= 0) inserting = insertNext();
    else timer = setTimeout(schedule, dueIn);
  }

  function dueMs(): number {
    if (failing !== undefined) return closing ? 0 : restUntil;
    return closing || sealed.length > 0 || open!.watchers.length > 0 || open!.segment.sizeBytes >= fullBytes ? 0 : Math.max(restUntil, open!.since + delayMs);
  }

  function pendings(): readonly Pending[] {
    return open ? [...sealed, open] : sealed;
  }

  async function insertNext(): Promise<void> {
    if (sealed.length === 0) seal();
    const pending = sealed[0]!;
    await pending.appended;
    const began = performance.now();
    try {
      const { segment: { files }, done } = pending;
      const batches = pending.isLeftBehind ? await batchesOf(files) : pending.batches;
      await insertSegment(files, done, {
        database, refusedFile,
        onRefused(problem) {
          pending.lacksRows = true;
          // It may have been a content that others take for stored.
          recent.clear();
          onProblem(problem);
        },
      });
      const inserted = pending.lacksRows ? batches.map((batch) => ({ ...batch, facts: undefined })) : batches;
      failing = undefined;
      failures = 0;
      sealed.shift();
      inserted.forEach(tell);
      if (pending.isLeftBehind || performance.now() - pending.since > LATE_MS) clearOnceResolved(pending.segment, inserted);
      // Rows that stay in the file are inserted once more by the next owner, which changes nothing.
      else await pending.segment.clear().catch(onProblem);
      restUntil = performance.now() + Math.min(REST_SHARE * (performance.now() - began), MAX_REST_MS);
    } catch (error) {
      failing = error instanceof StoreError ? error : new StoreError('ENGINE_FAILED', `Rows could not be put into the database: ${(error as Error).message}`, { cause: error });
      restUntil = performance.now() + Math.min(RETRY_MS.first * 2 ** failures++, RETRY_MS.longest);
      if (failures === 1) onProblem(error);
    }
    // Whoever waits for a later one need not wait for what does not go in just now.
    for (const { watchers } of failing === undefined ? [pending] : pendings()) {
      for (const watcher of watchers.splice(0)) watcher();
    }
    inserting = undefined;
    if (!closing) schedule();
  }

  /** Rows that went in late may be older than what the resolver looks for after a crash: until it has them, their file says which they are. */
  function clearOnceResolved(segment: LogSegment, batches: readonly InsertedBatch[]): void {
    const work = (async () => {
      const projects = new Map<string, Set<TraceId>>();
      for (const { project, traceIds } of batches) projects.set(project, new Set([...(projects.get(project) ?? []), ...traceIds]));
      for (const [project, traceIds] of projects) await resolve(project, [...traceIds]);
      await segment.clear();
    })().catch(onProblem).finally(() => void late.delete(work));
    late.add(work);
  }

  /** Whoever sends something finds out whether it works by now, unless it was tried just before. */
  async function tryAgain(): Promise<void> {
    if (!inserting && performance.now() < restUntil) return;
    clearTimeout(timer);
    await (inserting ??= insertNext());
  }

  function tell(batch: InsertedBatch): void {
    try {
      onInserted(batch);
    } catch (error) {
      onProblem(error);
    }
  }

  schedule();
  return {
    get waitingBytes() {
      return pendings().reduce((sum, { segment }) => sum + segment.sizeBytes, addedBytes);
    },
    get problem() {
      // When nobody has sent anything since, it may be over.
      return failing ?? (unwritten && performance.now() - unwritten.at < UNWRITTEN_MS ? unwritten.error : undefined);
    },
    // Not an async function: that would hold on to the texts of the batch until it is acknowledged.
    add(batch) {
      const { sizeBytes } = batch;
      addedBytes += sizeBytes;
      return turns.run(toBytes(batch), { next: true }).then(async (logged) => {
        if (failing !== undefined) await tryAgain();
        if (failing === undefined) return add(logged);
        forgetContents(failing);
        throw failing;
      }).finally(() => void (addedBytes -= sizeBytes));
    },
    async settled(project) {
      if (failing !== undefined) return;
      // Before something of a project is acknowledged, it is not among those that a segment holds.
      const concerned = pendings().filter(({ projects, isLeftBehind }) => isLeftBehind || (project === undefined ? projects.size > 0 : projects.has(project)));
      const all = Promise.all(concerned.map(({ watchers }) => new Promise<void>((wake) => watchers.push(wake))));
      schedule();
      await all;
    },
    // What is acknowledged waits for no company.
    hurry: () => undefined,
    async close() {
      closing = true;
      await appended;
      clearTimeout(timer);
      await inserting;
      failing = undefined;
      while (failing === undefined && (sealed.length > 0 || hasRows(open))) await (inserting = insertNext());
      await Promise.all(late);
      const done = sealed.length === 0 && !hasRows(open);
      await log.close();
      return done;
    },
  };
}

function* allOf(table: Table, format: RowsFormat, rows: number, pieces: Iterable<Buffer>): Generator<void, TableRows, void> {
  const bytes: Buffer[] = [];
  for (const piece of pieces) {
    bytes.push(piece);
    yield;
  }
  return { table, format, rows, bytes };
}

function pendingOf(segment: LogSegment, isLeftBehind = false): Pending {
  return { segment, batches: [], projects: new Set(), isLeftBehind, since: performance.now(), done: new Set(), lacksRows: false, appended: Promise.resolve(), watchers: [] };
}

function hasRows(pending: Pending | undefined): boolean {
  return pending !== undefined && pending.segment.files.size > 0;
}
