import { unixNanoToIso } from '@heddle/model';
import type { ErrorList } from '../analytics.js';
import type { Page, SpanQuery } from '../store.js';
import { decodeCursor, encodeCursor, pageLimit } from './cursor.js';
import type { Sources } from './sources.js';
import { spanFilter } from './span-filter.js';

/** Groups of errors, the one that happened last first. */
export async function listErrors(sources: Sources, project: string, query: SpanQuery, page: Page = {}): Promise<ErrorList> {
  const limit = pageLimit(page.limit, { standard: 50, max: 1_000 });
  const [lastNs, group] = page.cursor === undefined ? [undefined, undefined] : decodeCursor(page.cursor, ['integer', 'text']);
  const { conditions, parameters } = await spanFilter(sources, project, query, 'span_resolutions');
  const rows = await sources.database.query<ErrorRow>(
    `SELECT r.error_group AS error_group, argMax(toString(r.error_type), r.start_time) AS type, argMax(r.error_message, r.start_time) AS message,
       count() AS errors, uniqExact(r.trace_id) AS traces, uniqExact(r.session_id) AS sessions, arraySort(groupUniqArray(toString(r.kind))) AS kinds,
       toUnixTimestamp64Nano(min(r.start_time)) AS first_ns, toUnixTimestamp64Nano(max(r.start_time)) AS last_ns,
       argMax((r.trace_id, r.span_id), (r.start_time, r.trace_id, r.span_id)) AS last_span
     FROM span_resolutions AS r FINAL
     WHERE ${['project = {project:String}', 'duplicate = 0', "error_group != ''", ...conditions].join(' AND ')}
     GROUP BY error_group
     ${lastNs === undefined ? '' : 'HAVING (last_ns, error_group) < ({lastNs:Int64}, {group:String})'}
     ORDER BY last_ns DESC, error_group DESC
     LIMIT {limit:UInt32}`,
    { ...parameters, project, limit: limit + 1, lastNs: lastNs ?? '0', group: group ?? '' },
  );
  const given = rows.slice(0, limit);
  const last = given.at(-1);
  return {
    errors: given.map((row) => ({
      errorGroup: row.error_group,
      type: row.type,
      message: row.message,
      count: Number(row.errors),
      traces: Number(row.traces),
      sessions: Number(row.sessions),
      kinds: row.kinds,
      firstTime: unixNanoToIso(BigInt(row.first_ns)),
      lastTime: unixNanoToIso(BigInt(row.last_ns)),
      lastTraceId: row.last_span[0],
      lastSpanId: row.last_span[1],
    })),
    ...(last && rows.length > limit && { nextCursor: encodeCursor([last.last_ns, last.error_group]) }),
  };
}

interface ErrorRow {
  readonly error_group: string;
  readonly type: string;
  readonly message: string;
  readonly errors: string;
  readonly traces: string;
  readonly sessions: string;
  readonly kinds: readonly string[];
  readonly first_ns: string;
  readonly last_ns: string;
  readonly last_span: readonly [string, string];
}
