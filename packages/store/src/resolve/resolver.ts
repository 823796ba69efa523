import type { TraceId, TraceSummary } from '@heddle/model';
import { StoreError } from '../errors.js';
import type { Sources } from '../read/sources.js';
import { readFactsOfTraces } from '../read/trace-facts.js';
import { LARGE_ROWS, resolvedParts, rowsOfTraces } from '../read/trace-parts.js';
import { microTimeText } from '../schema/time-text.js';
import { RESOLVER_PROGRESS, SPAN_RESOLUTIONS, TRACES, columnsOf } from '../schema/tables.js';
import { dueTime } from './resolution-plan.js';
import type { PendingTrace } from './resolution-plan.js';
import { planJobs } from './resolve-jobs.js';
import type { PlannedJob } from './resolve-jobs.js';
import { createResolveThread } from './resolve-thread.js';
import { resolveTraces } from './resolve-traces.js';
import { spansIn } from './row-digests.js';
import type { RowDigests } from './row-digests.js';
import { MAX_WRITTEN, createSpanRows, resolutionPart } from './span-rows.js';
import { NO_EXTENT, encodeTraceRow, extended } from './trace-row.js';
import { Turns } from '../write/turns.js';

/** Keeps the tables `traces` and `span_resolutions` up with the spans, a moment behind. */
export interface Resolver {
  /** Says that something of these traces can be queried now. */
  touch(project: string, traceIds: Iterable<TraceId>): void;
  /** Resolves what waits of a project now, if it is little: lists are right at once after small writes. */
  settle(project: string): Promise<void>;
  /** Resolves these traces now, whatever is known of them. @throws {StoreError} `ENGINE_FAILED` when that did not work; it is tried again later */
  resolve(project: string, traceIds: readonly TraceId[]): Promise<void>;
  /** True when all that was written of the trace, and acknowledged, is in its resolution, as far as this process can know. */
  isSettled(project: string, traceId: TraceId): boolean;
  /** Resolves all that waits, then stops. @param options.whole - false when the next owner has to look further back than to now */
  close(options?: { readonly whole?: boolean }): Promise<void>;
}

export interface ResolverOptions {
  readonly sources: Sources;
  /** Microseconds since the Unix epoch, never twice the same. */
  readonly nowMicros: () => number;
  /** Hears of each trace of which something can be queried now. */
  readonly onTouch?: (project: string, traceId: TraceId) => void;
  /** Hears of a trace that could not be resolved; it is tried again. */
  readonly onProblem: (error: unknown) => void;
}

interface Entry {
  readonly project: string;
  readonly traceId: TraceId;
  trace: PendingTrace;
  /** How many spans it had when it was last resolved. */
  readonly lastSpans: number;
}

interface ResolutionLines {
  readonly traceLines: string[];
  readonly spanLines: string[];
}

/** Spans of a large trace whose rows are inserted together. */
const SLICE_SPANS = 10_000;

interface Finished {
  readonly costMs: number;
  readonly at: number;
  readonly spans: number;
}

/**
 * Traces resolved in one go, whose rows are inserted together: an insert costs as much as some hundred rows. So many of which the
 * database is asked, and others of so many spans in all.
 */
const READ_TRACES_PER_ROUND = 150;
const RECENT_SPANS_PER_ROUND = 10_000;
/** Traces that may wait; of more, the database is asked again when these are done. */
const MAX_PENDING = 50_000;
/** Spans of which the last resolution is remembered, so that only what changed is written. */
const MAX_REMEMBERED_SPANS = 200_000;
/** After a crash, traces with spans this much older than their resolution are resolved again: rows may have been under way. */
const SLACK_MICROS = 60_000_000;
/** How often it is written down how far we are, and how far behind: rows that come in now may be inserted that much later. */
const PROGRESS_MICROS = 600_000_000;
const RETRY_MS = 2_000;
/** Longest pause after a round; readers end it. */
const MAX_REST_MS = 2_000;
/** What a reader waits for: so many traces, none that is known to be large, and not for longer than this. */
const SETTLE_TRACES = 100;
const SETTLE_SPANS = 5_000;
const SETTLE_LIMIT_MS = 5_000;

/** Starts with the traces that were left behind when the last owner died. */
export async function createResolver(options: ResolverOptions): Promise<Resolver> {
  const { sources, nowMicros, onTouch, onProblem } = options;
  const { database } = sources;
  const pending = new Map<string, Entry>();
  const finished = new Map<string, Finished>();
  const remembered = new Map<string, RowDigests>();
  let rememberedSpans = 0;
  /** Traces of the round that runs. */
  let underWay: ReadonlySet<string> = new Set();
  /** How often a trace found no place among the pending, and how often that was when those left behind were looked for. */
  let overflows = 0;
  let overflowsSeen = 0;
  /** Ends when the rounds begun so far have ended. */
  let rounds: Promise<unknown> = Promise.resolve();
  const turns = new Turns();
  const thread = createResolveThread();
  /** What comes in goes first: after each round the engine is left to it for about as long as the round took. */
  let restUntil = 0;
  let resolving = false;
  let timer: NodeJS.Timeout | undefined;
  let savedProgress = nowMicros();
  let closed = false;

  function touch(project: string, traceIds: Iterable<TraceId>): void {
    const now = Date.now();
    for (const traceId of traceIds) {
      onTouch?.(project, traceId);
      const key = traceId + project;
      const known = pending.get(key);
      if (known) {
        known.trace = { ...known.trace, lastTouch: now };
      } else if (pending.size >= MAX_PENDING) {
        overflows++;
      } else {
        const last = finished.get(key);
        const trace = { firstTouch: now, lastTouch: now, lastCostMs: last?.costMs ?? 0, lastResolved: last?.at ?? 0 };
        pending.set(key, { project, traceId, trace, lastSpans: last?.spans ?? 0 });
      }
    }
    schedule();
  }

  function schedule(): void {
    // A round that is under way sees to the next when it ends.
    if (closed || timer || resolving || pending.size === 0) return;
    let due = Infinity;
    for (const { trace } of pending.values()) due = Math.min(due, dueTime(trace));
    timer = setTimeout(() => {
      timer = undefined;
      if (resolving) return;
      const now = Date.now();
      void run(firstRound([...pending.values()].filter(({ trace }) => dueTime(trace) <= now)));
    }, Math.max(0, Math.max(due, restUntil) - Date.now()));
    timer.unref();
  }

  async function resolveNow(project: string, traceIds: readonly TraceId[]): Promise<void> {
    for (let left = traceIds; left.length > 0;) {
      touch(project, left);
      const entries = left.flatMap((traceId) => pending.get(traceId + project) ?? []);
      // Where nothing of it may wait, others wait: those go first.
      for (const round of roundsOf(entries.length > 0 ? entries : [...pending.values()])) {
        if (!(await run(round))) throw new StoreError('ENGINE_FAILED', 'Traces could not be resolved; they will be tried again in a moment.');
      }
      const done = new Set(entries.map((entry) => entry.traceId));
      left = left.filter((traceId) => !done.has(traceId));
    }
  }

  /** One round at a time. A trace that is touched while it is resolved waits for its next turn. @returns false when it failed */
  function run(entries: readonly Entry[]): Promise<boolean> {
    const round = rounds.then(() => resolveRound(entries));
    rounds = round;
    return round;
  }

  /** As many entries in each as one round takes. */
  function* roundsOf(entries: readonly Entry[]): Generator<readonly Entry[], void> {
    let round: Entry[] = [];
    let read = 0;
    let spans = 0;
    for (const entry of entries) {
      const recent = sources.recentFacts.count(entry.project, entry.traceId);
      if (recent === undefined) read++;
      else spans += recent;
      round.push(entry);
      if (read < READ_TRACES_PER_ROUND && spans < RECENT_SPANS_PER_ROUND) continue;
      yield round;
      [round, read, spans] = [[], 0, 0];
    }
    if (round.length > 0) yield round;
  }

  /** What one round takes of the entries. */
  function firstRound(entries: readonly Entry[]): readonly Entry[] {
    return roundsOf(entries).next().value ?? [];
  }

  async function resolveRound(entries: readonly Entry[]): Promise<boolean> {
    const round = entries.filter((entry) => pending.get(keyOf(entry)) === entry);
    underWay = new Set(round.map((entry) => keyOf(entry)));
    for (const entry of round) pending.delete(keyOf(entry));
    const began = Date.now();
    resolving = true;
    try {
      let lines: ResolutionLines = { traceLines: [], spanLines: [] };
      for (const project of new Set(round.map((entry) => entry.project))) {
        const ids = round.filter((entry) => entry.project === project).map((entry) => entry.traceId);
        const rowsOf = await rowsOfTraces(sources, project, ids);
        for (const some of inMemoryAtOnce(ids, rowsOf)) {
          const facts = await readFactsOfTraces(sources, project, some);
          const knownOf = (traceId: TraceId) => remembered.get(traceId + project);
          for (const planned of planJobs(facts, { project, resolvedAt: nowMicros(), knownOf })) await resolveSome(planned, lines);
          if (lines.spanLines.length < LARGE_ROWS) continue;
          await insertLines(lines);
          lines = { traceLines: [], spanLines: [] };
        }
        for (const [traceId, rows] of rowsOf) if (rows > LARGE_ROWS) await resolveLarge(project, traceId, rows);
      }
      await insertLines(lines);
      if (pending.size === 0 && !closed) await nothingLeft();
      return true;
    } catch (error) {
      const later = Date.now() + RETRY_MS;
      for (const entry of round) {
        // What was remembered may not have been written.
        forget(keyOf(entry));
        const known = pending.get(keyOf(entry));
        if (!closed && !known) pending.set(keyOf(entry), { ...entry, trace: { ...entry.trace, firstTouch: later, lastTouch: later } });
      }
      onProblem(error);
      return false;
    } finally {
      resolving = false;
      underWay = new Set();
      restUntil = Date.now() + Math.min(Date.now() - began, MAX_REST_MS);
      schedule();
    }
  }

  /** Adds the rows that say what the traces are. */
  async function resolveSome({ job, spans, isForThread }: PlannedJob, { traceLines, spanLines }: ResolutionLines): Promise<void> {
    const start = performance.now();
    const inTurns = () => turns.run(resolveTraces(job));
    const inThread = () => thread.run(job).catch((error: unknown) => {
      onProblem(error);
      return inTurns();
    });
    const resolved = await (isForThread ? inThread() : inTurns());
    const msPerSpan = (performance.now() - start) / spans;
    for (const line of resolved.traceLines) traceLines.push(line);
    for (const line of resolved.spanLines) spanLines.push(line);
    for (const { traceId, rows } of job.traces) {
      const key = traceId + job.project;
      remember(key, resolved.written.get(traceId)!);
      rememberFinished(key, { costMs: msPerSpan * rows.length, at: Date.now(), spans: rows.length });
    }
  }

  async function insertLines({ traceLines, spanLines }: ResolutionLines): Promise<void> {
    await database.insert(SPAN_RESOLUTIONS.name, columnsOf(SPAN_RESOLUTIONS), spanLines);
    await database.insert(TRACES.name, columnsOf(TRACES), traceLines);
  }

  /** The same of a trace that is not in memory at once. */
  async function resolveLarge(project: string, traceId: TraceId, rows: number): Promise<void> {
    const start = performance.now();
    const key = traceId + project;
    const resolvedAt = nowMicros();
    const spanRows = createSpanRows({ project, traceId, resolvedAt, known: remembered.get(key) });
    let trace: TraceSummary | undefined;
    let extent = NO_EXTENT;
    for await (const { resolution, rowHashes } of resolvedParts(sources, project, traceId, rows)) {
      trace = resolution.trace;
      const part = resolutionPart(resolution, rowHashes);
      for (let first = 0; first < resolution.spanCount; first += SLICE_SPANS) {
        const spanLines: string[] = [];
        extent = extended(extent, await turns.run(spanRows.add(part, spanLines, { first, count: SLICE_SPANS })));
        await database.insert(SPAN_RESOLUTIONS.name, columnsOf(SPAN_RESOLUTIONS), spanLines);
      }
    }
    if (!trace) return;
    remember(key, spanRows.written());
    await database.insert(TRACES.name, columnsOf(TRACES), [encodeTraceRow(project, trace, extent, resolvedAt)]);
    rememberFinished(key, { costMs: performance.now() - start, at: Date.now(), spans: trace.totals.spans });
  }

  function remember(key: string, written: RowDigests): void {
    forget(key);
    const spans = spansIn(written);
    if (spans > MAX_WRITTEN) return;
    remembered.set(key, written);
    rememberedSpans += spans;
    for (const [oldest] of remembered) {
      if (rememberedSpans <= MAX_REMEMBERED_SPANS) break;
      forget(oldest);
    }
  }

  function forget(key: string): void {
    rememberedSpans -= spansIn(remembered.get(key) ?? '');
    remembered.delete(key);
  }

  function rememberFinished(key: string, value: Finished): void {
    finished.delete(key);
    finished.set(key, value);
    if (finished.size > MAX_PENDING) finished.delete(finished.keys().next().value!);
  }

  async function nothingLeft(): Promise<void> {
    if (overflows > overflowsSeen) {
      const before = overflows;
      await findLeftBehind();
      overflowsSeen = before;
    } else if (nowMicros() > savedProgress + PROGRESS_MICROS) {
      await saveProgress(nowMicros() - PROGRESS_MICROS);
    }
  }

  async function saveProgress(until: number): Promise<void> {
    await database.insert(RESOLVER_PROGRESS.name, columnsOf(RESOLVER_PROGRESS), [JSON.stringify([1, microTimeText(until)])]);
    savedProgress = until + PROGRESS_MICROS;
  }

  async function findLeftBehind(): Promise<void> {
    const rows = await database.query<{ project: string; trace_id: TraceId }>(
      `WITH (SELECT max(resolved_until) FROM resolver_progress) AS resolved_until
       SELECT project, trace_id
       FROM (
         SELECT project, trace_id, max(received_at) AS received
         FROM (
           SELECT project, trace_id, received_at FROM spans WHERE received_at > resolved_until
           UNION ALL
           SELECT project, trace_id, received_at FROM logs WHERE received_at > resolved_until AND trace_id != '' AND span_id != ''
         )
         GROUP BY project, trace_id
       ) AS s
       LEFT JOIN (
         SELECT project, trace_id, max(resolved_at) AS resolved FROM traces WHERE resolved_at > resolved_until GROUP BY project, trace_id
       ) AS t USING (project, trace_id)
       WHERE received > resolved - INTERVAL ${SLACK_MICROS} MICROSECOND
       LIMIT ${MAX_PENDING + 1}`,
    );
    for (const { project, trace_id: traceId } of rows) touch(project, [traceId]);
  }

  await findLeftBehind();
  return {
    touch,
    resolve: resolveNow,
    isSettled(project, traceId) {
      const key = traceId + project;
      // Of a server, another process may know more.
      return database.kind === 'embedded' && overflows === overflowsSeen && !pending.has(key) && !underWay.has(key);
    },
    async settle(project) {
      const waiting: Entry[] = [];
      for (const entry of pending.values()) {
        if (entry.project === project && entry.lastSpans <= SETTLE_SPANS) waiting.push(entry);
        if (waiting.length === SETTLE_TRACES) break;
      }
      // With nothing waiting, a round may still be under way with what the caller wants to see.
      let done: Promise<unknown> = rounds;
      for (const round of roundsOf(waiting)) done = run(round);
      await Promise.race([done, wait(SETTLE_LIMIT_MS)]);
    },
    async close({ whole: all = true } = {}) {
      closed = true;
      clearTimeout(timer);
      const until = nowMicros();
      let whole = all && overflows === overflowsSeen;
      while (pending.size > 0) whole = (await run(firstRound([...pending.values()]))) && whole;
      await rounds;
      await thread.close();
      // Otherwise the next owner finds what is left.
      if (whole) await saveProgress(until);
    },
  };
}

/** Traces of a round that are not large, as many at a time as one large trace may have rows. */
function* inMemoryAtOnce(traceIds: readonly TraceId[], rowsOf: ReadonlyMap<TraceId, number>): Generator<readonly TraceId[], void, void> {
  let some: TraceId[] = [];
  let total = 0;
  for (const traceId of traceIds) {
    const rows = rowsOf.get(traceId) ?? 0;
    if (rows > LARGE_ROWS) continue;
    if (some.length > 0 && total + rows > LARGE_ROWS) {
      yield some;
      [some, total] = [[], 0];
    }
    some.push(traceId);
    total += rows;
  }
  if (some.length > 0) yield some;
}

function keyOf(entry: Entry): string {
  return entry.traceId + entry.project;
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
