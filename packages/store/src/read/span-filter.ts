import { columnText } from '../schema/column-text.js';
import { ATTRIBUTE_PAIRS } from '../schema/tables.js';
import type { SearchWord } from '../schema/search-words.js';
import { engineNano } from '../schema/time-text.js';
import type { SpanQuery } from '../store.js';
import type { Sources } from './sources.js';
import { textFilter } from './text-filter.js';

/** Conditions to be joined with AND, besides the one on the project, and the values they name. */
export interface SpanFilter {
  readonly conditions: readonly string[];
  /** Of a filter of `spans`: conditions on the last row of the span in `span_resolutions`. */
  readonly resolved: readonly string[];
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Of a filter by words that very many long texts have: these words, and the other conditions. */
  readonly frequent?: { readonly words: readonly SearchWord[]; readonly besides: readonly string[] };
}

/** The table whose rows are filtered. */
type Base = 'spans' | 'span_resolutions';

/** Columns of both tables. */
const SHARED = {
  kind: 'kind', status: 'status', name: 'name', model: 'model', provider: 'provider', tool: 'tool_name', environment: 'environment',
  errorType: 'error_type',
} as const;

/** Columns that only the whole trace knows. */
const RESOLVED = { role: 'agent_name', plugin: 'plugin', user: 'user_id', errorGroup: 'error_group' } as const;

const SPAN_IDS = '(trace_id, span_id) IN (SELECT trace_id, span_id FROM spans WHERE project = {project:String} AND';

/** Values go in as parameters; the text of a condition never depends on them. */
export async function spanFilter(sources: Sources, project: string, query: SpanQuery, base: Base): Promise<SpanFilter> {
  const conditions: string[] = [];
  const resolved: string[] = [];
  const parameters: Record<string, unknown> = {};
  const add = (condition: string, values: Readonly<Record<string, unknown>>) => {
    conditions.push(condition);
    Object.assign(parameters, values);
  };
  const ofSpans = (condition: string) => (base === 'spans' ? condition : `${SPAN_IDS} ${condition})`);

  for (const [key, column] of entriesOf(SHARED)) {
    if (query[key] !== undefined) add(`${column} = {${key}:String}`, { [key]: query[key] });
  }
  for (const [key, column] of entriesOf(RESOLVED)) {
    if (query[key] === undefined) continue;
    (base === 'spans' ? resolved : conditions).push(`${column} = {${key}:String}`);
    parameters[key] = query[key];
  }
  if (query.sessionId !== undefined) {
    add('trace_id IN (SELECT trace_id FROM traces FINAL WHERE project = {project:String} AND session_id = {sessionId:String})', { sessionId: columnText(query.sessionId) });
  }
  if (query.tag !== undefined) {
    add('trace_id IN (SELECT trace_id FROM traces FINAL WHERE project = {project:String} AND has(tags, {tag:String}))', { tag: query.tag });
  }
  if (query.traceId !== undefined) add('trace_id = {traceId:String}', { traceId: query.traceId });
  if (query.spanId !== undefined) {
    parameters['spanId'] = query.spanId;
    // Only traces are indexed: finding the trace reads two columns, finding the span would read whole rows.
    if (query.traceId === undefined) add('trace_id IN (SELECT trace_id FROM spans WHERE project = {project:String} AND span_id = {spanId:String})', {});
    conditions.push('span_id = {spanId:String}');
  }
  if (query.from !== undefined) add("start_time >= fromUnixTimestamp64Nano({fromNs:Int64}, 'UTC')", { fromNs: engineNano(query.from) });
  if (query.to !== undefined) add("start_time < fromUnixTimestamp64Nano({toNs:Int64}, 'UTC')", { toNs: engineNano(query.to) });
  const duration = base === 'spans'
    ? 'if(toUnixTimestamp64Nano(start_time) = 0 OR toUnixTimestamp64Nano(end_time) = 0, NULL, greatest(0, toUnixTimestamp64Nano(end_time) - toUnixTimestamp64Nano(start_time)) / 1e6)'
    : 'duration_ms';
  if (query.minDurationMs !== undefined) add(`${duration} >= {minDurationMs:Float64}`, { minDurationMs: query.minDurationMs });
  if (query.maxDurationMs !== undefined) add(`${duration} <= {maxDurationMs:Float64}`, { maxDurationMs: query.maxDurationMs });
  if (query.minCostUsd !== undefined) add('cost_usd >= {minCostUsd:Float64}', { minCostUsd: query.minCostUsd });
  if (query.maxCostUsd !== undefined) add('cost_usd <= {maxCostUsd:Float64}', { maxCostUsd: query.maxCostUsd });
  for (const [index, [key, value]] of Object.entries(query.attributes ?? {}).entries()) {
    const [keyName, valueName] = [`attributeKey${index}`, `attributeValue${index}`];
    add(ofSpans(`has(${ATTRIBUTE_PAIRS}, toString(({${keyName}:String}, {${valueName}:String})))`), { [keyName]: key, [valueName]: value });
  }
  if (query.text === undefined) return { conditions, resolved, parameters };
  const besides = [...conditions];
  const found = await textFilter(sources, project, query.text);
  add(ofSpans(found.condition), found.parameters);
  return { conditions, resolved, parameters, ...(found.frequentWords && { frequent: { words: found.frequentWords, besides } }) };
}

function entriesOf<Key extends string>(columns: Readonly<Record<Key, string>>): readonly [Key, string][] {
  return Object.entries(columns) as [Key, string][];
}
