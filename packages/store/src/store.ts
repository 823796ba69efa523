import type {
  Artifact, HeddleEvent, RawLog, RawSpan, SessionEvents, SessionList, SessionView, Sha256, SpanId, SpanRecord, TraceId, TraceView,
} from '@heddle/model';
import type { CostField, CostList, ErrorList, Facets, SessionStats, SpanStats } from './analytics.js';
import type { AccessStore } from './access/access-store.js';
import type { NormaliseAgainOptions, NormaliseResult } from './normalise-again/normalise-again.js';
import type { Turns } from './write/turns.js';
import type { SqlResult } from './sql/run-sql.js';

/** What one request brought, for one project. */
export interface StoreBatch {
  readonly project: string;
  /** Read once, each when the one before is encoded, so it may be made only then. `undefined` is passed over. */
  readonly spans: Iterable<RawSpan | undefined>;
  readonly logs: readonly RawLog[];
}

/** Where a page of a list begins and how long it is. Cursors are opaque and stay valid while rows are added. */
export interface Page {
  /** 1 to 1,000; default 50. */
  readonly limit?: number;
  readonly cursor?: string;
}

/** A window of a trace: 1 to 10,000 spans, 1,000 by default. */
export interface TraceWindow extends Page {
  /** `short` leaves out what is long of each span, for somebody who looks over them; default: `whole`. */
  readonly content?: 'whole' | 'short';
}

/** A page of the events of a session: 1 to 10,000, 1,000 by default. */
export interface EventPage {
  readonly limit?: number;
  /** The last sequence already read; default 0. */
  readonly after?: number;
  /** `short` leaves out the earlier messages of requests to models, the functions they are told of, and what is long of the other messages. Default: `whole`. */
  readonly content?: 'whole' | 'short';
}

/** What the rest of the server knows of the database. */
export interface Store {
  readonly access: AccessStore;
  /**
   * Where work on what comes in is done. Whoever decodes does so here: what was decoded is then encoded before others are decoded, instead
   * of waiting in memory.
   */
  readonly turns: Turns;
  /**
   * Takes spans and logs in. Batches of several callers are inserted together.
   *
   * @returns when a killed process does not lose them any more, and whatever is asked from then on is answered with them
   * @throws {StoreError} `STORE_FULL` when more is waiting than memory allows, `DISK_FULL` until there is space, `ENGINE_FAILED` when the engine refused:
   *   nothing of the batch is then acknowledged, and sending it again is safe
   */
  write(batch: StoreBatch): Promise<void>;
  /** The trace in tree order, resolved afresh; `undefined` when it is unknown. `limit` counts spans, default 1,000. */
  readTrace(project: string, traceId: TraceId, page?: TraceWindow): Promise<TraceView | undefined>;
  /** Those that were active last come first. */
  listSessions(project: string, page?: Page, query?: SessionQuery): Promise<SessionList>;
  readSessionStats(project: string, query?: SessionQuery): Promise<SessionStats>;
  /** With a page of its traces, 1,000 by default. `undefined` when there is none of that id. */
  readSession(project: string, sessionId: string, page?: Page): Promise<SessionView | undefined>;
  /** In order of their sequence. */
  readEvents(project: string, sessionId: string, page?: EventPage): Promise<SessionEvents>;
  /** Newest first. */
  listSpans(project: string, query: SpanQuery, page?: Page): Promise<{ readonly spans: readonly SpanRecord[]; readonly nextCursor?: string }>;
  /** The most frequent values of each field, with how many spans have them. */
  readFacets(project: string, query: SpanQuery, options?: { readonly limit?: number }): Promise<Facets>;
  /** Durations by kind, and figures over time. Spans that say the same as another are left out. */
  readSpanStats(project: string, query: SpanQuery, options?: { readonly bucketSeconds?: number }): Promise<SpanStats>;
  /** Counted usage by a field, dearest first. */
  readCosts(project: string, by: CostField, query: SpanQuery, page?: Page): Promise<CostList>;
  /** Errors that differ in numbers and ids only are one group. The group that happened last comes first. */
  listErrors(project: string, query: SpanQuery, page?: Page): Promise<ErrorList>;
  /**
   * One SELECT that somebody wrote, over the rows of the project, with limits of time, memory and rows.
   *
   * @param options.limit - most rows; default 1,000, at most 10,000
   * @throws {StoreError} `SQL_REFUSED` when it is anything else, wrong, or goes over a limit
   */
  runSql(project: string, statement: string, options?: { readonly limit?: number }): Promise<SqlResult>;
  /**
   * Reads stored spans once more by today's rules and prices, from what was sent, and has their traces resolved. What is written
   * meanwhile stays; a run that was stopped may be run again, and one over what is up to date changes nothing.
   *
   * @throws {StoreError} `NORMALISE_RUNNING` when one is under way; `ENGINE_FAILED` when the engine did not go on
   */
  normaliseAgain(options?: NormaliseAgainOptions): Promise<NormaliseResult>;
  /** Stores bytes under their hash; the second time it does nothing. @throws {StoreError} `ARTIFACT_MISMATCH` when the hash is another's */
  putArtifact(project: string, artifact: Pick<Artifact, 'sha256' | 'mimeType' | 'name'>, bytes: Uint8Array): Promise<void>;
  readArtifact(project: string, sha256: Sha256): Promise<{ readonly mimeType: string; readonly name: string; readonly bytes: Uint8Array } | undefined>;
  /** Tells of everything written from now on, after it can be queried. @returns a function that ends it */
  subscribe(listener: (written: Written) => void): () => void;
  /** The engine's version; throws `ENGINE_FAILED` when it does not answer. */
  ping(): Promise<{ readonly kind: 'embedded' | 'server'; readonly version: string }>;
  /** Finishes what waits, then stops the embedded engine if there is one. */
  close(): Promise<void>;
}

/** Which spans. What a span does not say itself (session, user, role, tags) is what its trace says. */
export interface SpanQuery {
  readonly sessionId?: string;
  readonly traceId?: TraceId;
  readonly spanId?: SpanId;
  readonly kind?: string;
  readonly status?: 'running' | 'ok' | 'error';
  readonly name?: string;
  readonly model?: string;
  readonly provider?: string;
  /** The role it belongs to. */
  readonly role?: string;
  readonly tool?: string;
  /** The tool it happened in. */
  readonly plugin?: string;
  readonly user?: string;
  readonly tag?: string;
  readonly environment?: string;
  readonly errorType?: string;
  /** An id that {@link Store.listErrors} gave. */
  readonly errorGroup?: string;
  /** Nanoseconds since the Unix epoch: started at or after, and before. */
  readonly from?: bigint;
  readonly to?: bigint;
  readonly minDurationMs?: number;
  readonly maxDurationMs?: number;
  readonly minCostUsd?: number;
  readonly maxCostUsd?: number;
  /** Values of attributes of the span or its resource, up to 300 characters. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** Words of which each must be in one and the same text: a prompt, a reply, code, an error. Case does not matter. */
  readonly text?: string;
}

/** Which sessions. */
export interface SessionQuery {
  readonly status?: 'running' | 'ok' | 'error';
  readonly user?: string;
  readonly tag?: string;
  readonly app?: string;
  /** Part of the title. */
  readonly title?: string;
  /** Nanoseconds since the Unix epoch: started at or after, and before. */
  readonly from?: bigint;
  readonly to?: bigint;
}

/** What became visible with one write. */
export interface Written {
  readonly project: string;
  readonly spans: readonly { readonly traceId: TraceId; readonly spanId: string; readonly sessionId: string | null }[];
  readonly events: readonly HeddleEvent[];
}
