import type { TraceId } from '@heddle/model';
import type { Database } from '../engine/database.js';

/** Gives the log records of spans. */
export interface LogReader {
  /** True when a span of the project may have log records. */
  any(project: string): Promise<boolean>;
  /** The log records of traces as the column holds them, oldest first; of some spans, or of all. */
  read(project: string, traceIds: readonly TraceId[], options?: LogOptions): Promise<readonly string[]>;
  /** Says that log records of the project are stored now. */
  note(project: string): void;
}

interface LogOptions {
  /** Of these spans only. */
  readonly spanIds?: readonly string[];
  /** True for those too that name their trace and no span. */
  readonly ofTrace?: boolean;
  /** Default 100,000. */
  readonly limit?: number;
}

/** Most log records read at once. */
const MAX_LOGS = 100_000;

/** Remembers which projects have none, as most do: every page of spans would look for them. Others may write to a server too, so there it is asked. */
export function createLogReader(database: Database): LogReader {
  const known = new Map<string, boolean>();

  async function any(project: string): Promise<boolean> {
    const remembered = known.get(project);
    if (remembered !== undefined) return remembered;
    const rows = await database.query('SELECT 1 FROM logs WHERE project = {project:String} LIMIT 1', { project });
    const found = rows.length > 0;
    // What was noted while the database was asked is newer.
    if (!known.has(project) && (found || database.kind === 'embedded')) known.set(project, found);
    return known.get(project) ?? found;
  }

  return {
    any,
    async read(project, traceIds, { spanIds, ofTrace = false, limit = MAX_LOGS } = {}) {
      if (!(await any(project))) return [];
      const rows = await database.query<{ raw: string }>(
        `SELECT raw FROM logs
         WHERE project = {project:String} AND trace_id IN {traceIds:Array(String)}
           AND (${spanIds ? 'span_id IN {spanIds:Array(String)}' : "span_id != ''"} ${ofTrace ? "OR span_id = ''" : ''})
         ORDER BY time, log_id LIMIT 1 BY trace_id, span_id, time, log_id LIMIT {limit:UInt32}`,
        { project, traceIds, spanIds: spanIds ?? [], limit },
      );
      return rows.map(({ raw }) => raw);
    },
    note(project) {
      known.set(project, true);
    },
  };
}
