import type { CostField, CostList } from '../analytics.js';
import type { Page, SpanQuery } from '../store.js';
import { decodeCursor, encodeCursor, pageLimit } from './cursor.js';
import type { Sources } from './sources.js';
import { spanFilter } from './span-filter.js';

const VALUE: Readonly<Record<CostField, string>> = {
  model: 'toString(model)', role: 'toString(agent_name)', plugin: 'toString(plugin)', user: 'user_id',
  tag: "arrayJoin(if(empty(tags), [''], tags))",
};

/** Only usage that counts towards the totals: what a wrapper repeats of the call inside it is left out. */
export async function readCosts(sources: Sources, project: string, by: CostField, query: SpanQuery, page: Page = {}): Promise<CostList> {
  const limit = pageLimit(page.limit, { standard: 50, max: 1_000 });
  const [afterCost, afterValue] = page.cursor === undefined ? [undefined, undefined] : decodeCursor(page.cursor, ['integer', 'text']);
  const { conditions, parameters } = await spanFilter(sources, project, query, 'span_resolutions');
  const rows = await sources.database.query<CostRow>(
    // Unknown cost comes last, after cost 0. Sums are made of whole nanodollars, so that a page continues where the last one ended.
    `SELECT ${VALUE[by]} AS cost_value, count() AS calls, sum(input_tokens) AS input, sum(output_tokens) AS output, count(cost_usd) AS priced,
       if(priced = 0, -1, sum(toInt64(round(least(ifNull(cost_usd, 0), 1e6) * 1e9)))) AS nano
     FROM span_resolutions FINAL
     WHERE ${['project = {project:String}', 'counted = 1', ...conditions].join(' AND ')}
     GROUP BY cost_value
     ${afterCost === undefined ? '' : 'HAVING (-nano, cost_value) > (-{afterCost:Int64}, {afterValue:String})'}
     ORDER BY nano DESC, cost_value
     LIMIT {limit:UInt32}`,
    { ...parameters, project, limit: limit + 1, afterCost: afterCost ?? '0', afterValue: afterValue ?? '' },
  );
  const given = rows.slice(0, limit);
  const last = given.at(-1);
  return {
    costs: given.map((row) => ({
      value: row.cost_value,
      calls: Number(row.calls),
      inputTokens: Number(row.input),
      outputTokens: Number(row.output),
      costUsd: row.priced === '0' ? null : Number(row.nano) / 1e9,
      unpricedCalls: Number(row.calls) - Number(row.priced),
    })),
    ...(last && rows.length > limit && { nextCursor: encodeCursor([last.nano, last.cost_value]) }),
  };
}

interface CostRow {
  readonly cost_value: string;
  readonly calls: string;
  readonly input: string;
  readonly output: string;
  readonly priced: string;
  readonly nano: string;
}
