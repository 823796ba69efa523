import { FACET_FIELDS } from '../analytics.js';
import type { FacetField, Facets } from '../analytics.js';
import type { Database } from '../engine/database.js';
import type { SpanQuery } from '../store.js';
import { pageLimit } from './cursor.js';
import { spanFilter } from './span-filter.js';

/** The values of each field, as a list. */
const VALUES: Readonly<Record<FacetField, string>> = {
  kind: '[toString(kind)]', status: '[toString(status)]', name: '[name]', model: '[toString(model)]', provider: '[toString(provider)]',
  agent: '[toString(agent_name)]', tool: '[toString(tool_name)]', plugin: '[toString(plugin)]', user: '[user_id]', tag: 'tags',
  environment: '[toString(environment)]', errorType: '[toString(error_type)]',
};

/** Counts the values of all fields in one pass over the rows. */
export async function readFacets(
  database: Database, project: string, query: SpanQuery, options: { readonly limit?: number } = {},
): Promise<Facets> {
  const limit = pageLimit(options.limit, { standard: 20, max: 200 });
  const { conditions, parameters } = await spanFilter(database, project, query, 'span_resolutions');
  const pairs = FACET_FIELDS.map((field) => `arrayMap(value -> ('${field}', value), ${VALUES[field]})`);
  const rows = await database.query<{ field: FacetField; facet_value: string; spans: string }>(
    `SELECT pair.1 AS field, pair.2 AS facet_value, count() AS spans
     FROM span_resolutions FINAL
     ARRAY JOIN arrayConcat(${pairs.join(', ')}) AS pair
     WHERE ${['project = {project:String}', 'duplicate = 0', "pair.2 != ''", ...conditions].join(' AND ')}
     GROUP BY field, facet_value
     ORDER BY spans DESC, facet_value
     LIMIT {limit:UInt32} BY field`,
    { ...parameters, project, limit },
  );
  return Object.fromEntries(FACET_FIELDS.map((field) => [
    field, rows.filter((row) => row.field === field).map((row) => ({ value: row.facet_value, count: Number(row.spans) })),
  ])) as unknown as Facets;
}
