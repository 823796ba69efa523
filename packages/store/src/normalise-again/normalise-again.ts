import type { NormaliseOptions } from '@heddle/conventions';
import type { SpanId, TraceId } from '@heddle/model';
import type { Database } from '../engine/database.js';
import { StoreError } from '../errors.js';
import { readContentSizes, referencesIn } from '../read/contents.js';
import type { Sources } from '../read/sources.js';
import type { Resolver } from '../resolve/resolver.js';
import { SPANS, columnsOf } from '../schema/tables.js';
import { Turns } from '../write/turns.js';
import { contentSlices } from './content-slices.js';
import { MADE_COLUMNS, renewedRow } from './renewed-row.js';
import { storedPages } from './stored-pages.js';
import type { StoredSpanRow } from './stored-pages.js';

/** How far it has come. */
export interface NormaliseProgress {
  /** Looked at. */
  readonly spans: number;
  /** Stored anew, because today's rules say something else of them. */
  readonly changed: number;
  /** Resolved again, after the spans. */
  readonly traces: number;
  /** Kept as they are, because what is stored of them cannot be read. */
  readonly failed: number;
}

export interface NormaliseResult extends NormaliseProgress {
  /** True when it was stopped before the end; what it did stays, and another run does the rest. */
  readonly stopped: boolean;
  /** The first 100 of those that failed. */
  readonly failures: readonly NormaliseFailure[];
}

export interface NormaliseFailure {
  readonly project: string;
  readonly traceId: TraceId;
  readonly spanId: SpanId;
  readonly reason: string;
}

export interface NormaliseAgainOptions {
  /** Default: all. */
  readonly project?: string;
  /** Told after every thousand spans or so, and after every few traces. */
  readonly onProgress?: (progress: NormaliseProgress) => void;
  /** Stops it at the next page. */
  readonly signal?: AbortSignal;
}

/** Reads stored spans once more by today's rules and prices, from what was sent. One run at a time. */
export interface Normaliser {
  run(options: NormaliseAgainOptions): Promise<NormaliseResult>;
  /** Stops a run that is under way and waits for it. */
  close(): Promise<void>;
}

export interface NormaliserParts {
  readonly sources: Sources;
  readonly resolver: Pick<Resolver, 'touch' | 'resolve' | 'settle'>;
  /** Microseconds since the Unix epoch, never twice the same. */
  readonly nowMicros: () => number;
  readonly normalise: NormaliseOptions;
}

export function createNormaliser(parts: NormaliserParts): Normaliser {
  const closing = new AbortController();
  let running: Promise<unknown> | undefined;
  return {
    async run({ project, onProgress, signal }) {
      if (running !== undefined) {
        throw new StoreError('NORMALISE_RUNNING', 'Spans are being normalised again already; wait until that has ended, or stop it.');
      }
      const stop = signal === undefined ? closing.signal : AbortSignal.any([closing.signal, signal]);
      const run = normaliseAgain(parts, { ...(project !== undefined && { project }), ...(onProgress && { onProgress }), signal: stop });
      running = run.catch(() => undefined);
      return run.finally(() => (running = undefined));
    },
    async close() {
      closing.abort();
      await running;
    },
  };
}

/** Failures that are told by name. */
const MAX_FAILURES = 100;
/** Bytes of long values in memory at once, if one span has not more. */
const SLICE_BYTES = 16 * 1024 * 1024;
/** Traces that are resolved between two looks at whether to go on. */
const TRACES_PER_PAGE = 200;

async function normaliseAgain(
  { sources, resolver, nowMicros, normalise }: NormaliserParts, { project: only, onProgress, signal }: NormaliseAgainOptions,
): Promise<NormaliseResult> {
  const { database } = sources;
  const counts = { spans: 0, changed: 0, traces: 0, failed: 0 };
  const failures: NormaliseFailure[] = [];
  const turns = new Turns();
  const stopped = () => signal?.aborted === true;

  async function renew(project: string, rows: readonly StoredSpanRow[]): Promise<void> {
    const contents = await sources.contents.read(project, rows.map(({ raw }) => raw));
    const receivedAtMicros = nowMicros();
    const lines: string[] = [];
    const traceIds = new Set<TraceId>();
    // Whoever else this process serves gets its turn in between.
    await turns.run((function* () {
      for (const row of rows) {
        yield;
        try {
          const line = renewedRow(row, { ...normalise, project, receivedAtMicros, contents });
          if (line === undefined) continue;
          lines.push(line);
          traceIds.add(row.trace_id);
        } catch (error) {
          counts.failed++;
          const failure = { project, traceId: row.trace_id, spanId: row.span_id, reason: (error as Error).message };
          if (failures.length < MAX_FAILURES) failures.push(failure);
        }
      }
    })());
    // Also when it fails: some of it may be there.
    sources.recentFacts.forget(project, traceIds);
    await database.insert(SPANS.name, columnsOf(SPANS), lines);
    sources.recentFacts.forget(project, traceIds);
    resolver.touch(project, traceIds);
    counts.spans += rows.length;
    counts.changed += lines.length;
  }

  async function renewSpans(project: string): Promise<void> {
    for await (const page of storedPages(database, project, MADE_COLUMNS)) {
      for (const rows of await slicesOf(database, project, page)) {
        if (stopped()) return;
        await renew(project, rows.map(({ row }) => row));
      }
      onProgress?.({ ...counts });
    }
  }

  /** Also those whose spans stayed as they were: the rules for whole traces may be others. */
  async function resolveTraces(project: string): Promise<void> {
    // What came in just now is a trace once it was resolved for the first time.
    await resolver.settle(project);
    for (let after = ''; !stopped();) {
      const rows = await database.query<{ trace_id: TraceId }>(
        `SELECT DISTINCT trace_id FROM traces WHERE project = {project:String} AND trace_id > {after:String} ORDER BY trace_id LIMIT ${TRACES_PER_PAGE}`,
        { project, after },
      );
      const last = rows.at(-1);
      if (last === undefined) return;
      await resolver.resolve(project, rows.map((row) => row.trace_id));
      counts.traces += rows.length;
      onProgress?.({ ...counts });
      after = last.trace_id;
    }
  }

  for (const project of only === undefined ? await projectsWithSpans(database) : [only]) {
    await renewSpans(project);
    await resolveTraces(project);
  }
  return { ...counts, failures, stopped: stopped() };
}

async function projectsWithSpans(database: Database): Promise<readonly string[]> {
  const rows = await database.query<{ project: string }>('SELECT DISTINCT project FROM spans ORDER BY project');
  return rows.map(({ project }) => project);
}

/** Parts of a page whose long values fit into memory together. */
async function slicesOf(database: Database, project: string, page: readonly StoredSpanRow[]): Promise<readonly (readonly { readonly row: StoredSpanRow }[])[]> {
  const rows = page.map((row) => ({ row, references: referencesIn([row.raw]) }));
  const hashes = new Set(rows.flatMap(({ references }) => [...references]));
  return contentSlices(rows, await readContentSizes(database, project, [...hashes]), SLICE_BYTES);
}
