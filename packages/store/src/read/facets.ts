import { FACET_FIELDS } from '../analytics.js';
import type { FacetField, Facets } from '../analytics.js';
import type { SpanQuery } from '../store.js';
import { pageLimit } from './cursor.js';
import type { Sources } from './sources.js';
import { spanFilter } from './span-filter.js';

/** The column of each field; several tags of one span count each. */
const COLUMNS: Readonly<Record<FacetField, string>> = {
  kind: 'kind', status: 'status', name: 'name', model: 'model', provider: 'provider', role: 'agent_name', tool: 'tool_name', plugin: 'plugin',
  user: 'user_id', tag: "arrayJoin(if(empty(tags), [''], tags))", environment: 'environment', errorType: 'error_type',
};

/** Counts the values of all fields but tags in one pass: a span with several tags would count several times for the others. */
export async function readFacets(
  sources: Sources, project: string, query: SpanQuery, options: { readonly limit?: number } = {},
): Promise<Facets> {
  const limit = pageLimit(options.limit, { standard: 20, max: 200 });
  const { conditions, parameters } = await spanFilter(sources, project, query, 'span_resolutions');
  const where = ['project = {project:String}', 'duplicate = 0', ...conditions].join(' AND ');
  const count = (fields: readonly FacetField[]) => sources.database.query<FacetRow>(
    // What is not grouped by in a set is empty there, and empty values are left out.
    `SELECT [${fields.map((field) => `'${field}'`).join(', ')}] AS fields, [${fields.map((field) => `toString(${field}_value)`).join(', ')}] AS texts,
       arrayFirstIndex(text -> text != '', texts) AS place, fields[place] AS field, texts[place] AS facet_value, count() AS spans
     FROM (SELECT ${fields.map((field) => `${COLUMNS[field]} AS ${field}_value`).join(', ')} FROM span_resolutions FINAL WHERE ${where})
     GROUP BY GROUPING SETS (${fields.map((field) => `(${field}_value)`).join(', ')})
     HAVING place > 0
     ORDER BY spans DESC, facet_value
     LIMIT {limit:UInt32} BY field`,
    { ...parameters, project, limit },
  );
  const rows = (await Promise.all([count(FACET_FIELDS.filter((field) => field !== 'tag')), count(['tag'])])).flat();
  return Object.fromEntries(FACET_FIELDS.map((field) => [
    field, rows.filter((row) => row.field === field).map((row) => ({ value: row.facet_value, count: Number(row.spans) })),
  ])) as unknown as Facets;
}

interface FacetRow {
  readonly field: FacetField;
  readonly facet_value: string;
  readonly spans: string;
}
