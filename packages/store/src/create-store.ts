import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { PriceOverride } from '@heddle/conventions';
import { createAccessStore } from './access/access-store.js';
import { createEmbeddedDatabase, createServerDatabase } from './engine/database.js';
import type { Database, EmbeddedDatabase } from './engine/database.js';
import type { ServerAddress } from './engine/server-client.js';
import { StoreError } from './errors.js';
import { createNormaliser } from './normalise-again/normalise-again.js';
import { openDataFolder } from './owner/data-folder.js';
import type { DataFolder } from './owner/data-folder.js';
import { putArtifact, readArtifact } from './read/artifacts.js';
import { readCosts } from './read/costs.js';
import { listErrors } from './read/list-errors.js';
import { listSessions, readSession } from './read/list-sessions.js';
import { listSpans } from './read/list-spans.js';
import { readFacets } from './read/facets.js';
import { readEvents } from './read/read-events.js';
import { readSessionStats } from './read/session-stats.js';
import { createSources } from './read/sources.js';
import { readSpanStats } from './read/span-stats.js';
import { readTrace } from './read/read-trace.js';
import { createTraceFactsCache } from './read/trace-facts-cache.js';
import { createResolver } from './resolve/resolver.js';
import type { EngineKind } from './schema/engine-line.js';
import { setFsync } from './schema/fsync.js';
import { migrate } from './schema/migrations.js';
import { createSqlReader } from './sql/run-sql.js';
import type { Store, Written } from './store.js';
import { createDirectInserts } from './write/direct-inserts.js';
import type { DirectInsertsOptions } from './write/direct-inserts.js';
import type { InsertedBatch, Inserts } from './write/inserts.js';
import { createLoggedInserts } from './write/logged-inserts.js';
import type { LoggedInsertsOptions } from './write/logged-inserts.js';
import { openWriteAheadLog } from './write/write-ahead-log.js';
import { Turns } from './write/turns.js';
import { createWriteQueue } from './write/write-queue.js';

/** Where the data is: a folder of our own with the embedded engine, or a ClickHouse server. */
export type StoreOptions = StoreTuning & (
  | { readonly dataFolder: string | DataFolder }
  | { readonly server: ServerAddress & { /** Name of the cluster whose tables replicate. */ readonly cluster?: string } }
);

interface StoreTuning {
  /** Most bytes that may wait to be written; default 256 MB. */
  readonly maxWaitingBytes?: number;
  /**
   * True waits until what is acknowledged is on the disk itself: it then survives a loss of power. Without it, it
   * survives a killed process, since the system has it. Only for the embedded engine; it is kept until it is set otherwise. Default: false.
   */
  readonly fsync?: boolean;
  /** Prices of one's own, asked before the table. What was stored with others keeps them until it is normalised again. Default: none. */
  readonly prices?: readonly PriceOverride[];
  /** Hears of what went wrong in the background and will be tried again; default: a warning of the process. */
  readonly onProblem?: (error: unknown) => void;
}

/**
 * Opens the store: takes the data folder, starts the engine and brings its tables up to date.
 * A folder given as text is owned until `close()`; one given as a {@link DataFolder} stays its opener's.
 *
 * @throws {StoreError} `STORE_LOCKED`, `ENGINE_MISSING`, `ENGINE_FAILED` or `SCHEMA_NEWER`
 */
export async function createStore(options: StoreOptions): Promise<Store> {
  if ('server' in options) {
    const { cluster } = options.server;
    const engine: EngineKind = cluster === undefined ? { kind: 'server' } : { kind: 'cluster', cluster };
    const database = createServerDatabase(options.server);
    return openStore(database, engine, options, ({ onInserted, onFailed, lend }) => Promise.resolve(createDirectInserts({ database, onInserted, onFailed, lend })));
  }
  const owned = typeof options.dataFolder === 'string' ? await openDataFolder(options.dataFolder) : undefined;
  const folder = owned ?? (options.dataFolder as DataFolder);
  try {
    const database = await openEngine(folder);
    const store = await openStore(database, { kind: 'embedded' }, options, async ({ turns, onInserted, resolve, onProblem }) => createLoggedInserts({
      database, turns, onInserted, resolve, onProblem,
      log: await openWriteAheadLog(folder.writeAheadLogDirectory, { fsync: options.fsync ?? false, onProblem }),
      refusedFile: join(folder.directory, 'refused-rows'),
    }));
    return { ...store, close: () => store.close().finally(() => owned?.close()) };
  } catch (error) {
    await owned?.close();
    throw error;
  }
}

/** How long the engine of an owner that was killed may take to notice. */
const DYING_ENGINE_MS = 10_000;

/** The folder is ours, so an engine that still holds its database has lost its owner and is about to end. */
async function openEngine(folder: DataFolder): Promise<EmbeddedDatabase> {
  const deadline = Date.now() + DYING_ENGINE_MS;
  for (;;) {
    try {
      return await createEmbeddedDatabase(folder.databaseDirectory);
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'STORE_LOCKED' || Date.now() > deadline) throw error;
      await setTimeout(200);
    }
  }
}

/** Makes the way of rows into the database. */
type CreateInserts = (options: Pick<LoggedInsertsOptions, 'turns' | 'resolve' | 'onProblem'> & Required<Pick<DirectInsertsOptions, 'onInserted' | 'onFailed' | 'lend'>>) => Promise<Inserts>;

async function openStore(database: Database, engine: EngineKind, options: StoreTuning, createInserts: CreateInserts): Promise<Store> {
  try {
    await migrate(database, engine);
    if (engine.kind === 'embedded') await setFsync(database, options.fsync ?? false);
    return await storeOver(database, options, createInserts);
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function storeOver(database: Database, options: StoreTuning, createInserts: CreateInserts): Promise<Store> {
  const onProblem = options.onProblem ?? ((error) => process.emitWarning(error instanceof Error ? error : String(error)));
  const listeners = new Set<(written: Written) => void>();
  const nowMicros = await createRisingClock(database);
  const sources = createSources(database);
  const traceFacts = createTraceFactsCache(sources);
  const resolver = await createResolver({ sources, nowMicros, onTouch: traceFacts.touch, onProblem });
  const normalise = { ...(options.prices && { priceOverrides: options.prices }) };
  const normaliser = createNormaliser({ sources, resolver, nowMicros, normalise });
  const sql = createSqlReader(database);
  const loading = new AbortController();
  sources.storedTraces.load(loading.signal).catch((error: unknown) => {
    if (!loading.signal.aborted) onProblem(error);
  });
  const touch = ({ project, traceIds, hasLogs, facts }: InsertedBatch) => {
    if (hasLogs) sources.logs.note(project);
    if (facts) sources.recentFacts.add(project, facts);
    else sources.recentFacts.forget(project, traceIds);
    resolver.touch(project, traceIds);
  };
  const turns = new Turns();
  const inserts = await createInserts({
    turns,
    resolve: resolver.resolve,
    onProblem,
    lend: sources.contents.lend,
    // Some of it may be there.
    onFailed: (batch) => touch({ ...batch, facts: undefined }),
    onInserted(batch) {
      touch(batch);
      const { written } = batch;
      for (const listener of listeners) {
        try {
          listener(written);
        } catch (error) {
          onProblem(error);
        }
      }
    },
  });
  const queue = createWriteQueue({ inserts, turns, nowMicros, normalise, ...(options.maxWaitingBytes !== undefined && { maxWaitingBytes: options.maxWaitingBytes }) });

  /** Has the tables say all that was acknowledged of a project. */
  async function catchUp(project: string): Promise<void> {
    await inserts.settled(project);
    await resolver.settle(project);
  }

  let closing: Promise<void> | undefined;

  async function close(): Promise<void> {
    loading.abort();
    try {
      await normaliser.close();
      let whole = false;
      try {
        whole = await queue.close();
      } finally {
        await resolver.close({ whole });
      }
    } finally {
      await database.close();
    }
  }

  return {
    access: createAccessStore(database, nowMicros),
    turns,
    write: (batch) => queue.write(batch),
    async readTrace(project, traceId, page) {
      await inserts.settled(project);
      return readTrace(sources, traceFacts, project, traceId, page);
    },
    async listSessions(project, page, query) {
      await catchUp(project);
      return listSessions(database, project, page, query);
    },
    async readSessionStats(project, query) {
      await catchUp(project);
      return readSessionStats(database, project, query);
    },
    async readSession(project, sessionId, page) {
      await catchUp(project);
      return readSession(database, project, sessionId, page);
    },
    async readEvents(project, sessionId, page) {
      await inserts.settled(project);
      return readEvents(sources, project, sessionId, page);
    },
    async listSpans(project, query, page) {
      await catchUp(project);
      return listSpans(sources, project, query, { ...(page && { page }), isSettled: resolver.isSettled });
    },
    async readFacets(project, query, facetOptions) {
      await catchUp(project);
      return readFacets(sources, project, query, facetOptions);
    },
    async readSpanStats(project, query, statsOptions) {
      await catchUp(project);
      return readSpanStats(sources, project, query, statsOptions);
    },
    async readCosts(project, by, query, page) {
      await catchUp(project);
      return readCosts(sources, project, by, query, page);
    },
    async listErrors(project, query, page) {
      await catchUp(project);
      return listErrors(sources, project, query, page);
    },
    async runSql(project, statement, sqlOptions) {
      await catchUp(project);
      return sql.run(project, statement, sqlOptions);
    },
    async normaliseAgain(normaliseOptions = {}) {
      await inserts.settled(normaliseOptions.project);
      return normaliser.run(normaliseOptions);
    },
    putArtifact: (project, artifact, bytes) => putArtifact(database, project, artifact, bytes),
    readArtifact: (project, sha256) => readArtifact(database, project, sha256),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async ping() {
      const version = await database.version();
      if (inserts.problem) throw inserts.problem;
      return { kind: database.kind, version };
    },
    close: () => (closing ??= close()),
  };
}

/**
 * Microseconds since the Unix epoch, never the same twice and never below what is stored: of two resolutions of a trace the
 * later one must win, also after the machine's clock was put back.
 */
async function createRisingClock(database: Database): Promise<() => number> {
  const [row] = await database.query<{ last: string }>('SELECT toUnixTimestamp64Micro(max(resolved_at)) AS last FROM traces');
  let last = Number(row?.last ?? 0);
  return () => (last = Math.max(last + 1, Date.now() * 1_000));
}
