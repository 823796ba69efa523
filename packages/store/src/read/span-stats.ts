import { unixNanoToIso } from '@heddle/model';
import type { SpanStats } from '../analytics.js';
import type { SpanQuery } from '../store.js';
import type { Sources } from './sources.js';
import { spanFilter } from './span-filter.js';

const DAY_SECONDS = 86_400;
/** Most points of a series. */
const MAX_POINTS = 1_000;
const NS_PER_SECOND = 1_000_000_000n;

/** @param options.bucketSeconds - length of one point of the series; a day when it is not given */
export async function readSpanStats(
  sources: Sources, project: string, query: SpanQuery, options: { readonly bucketSeconds?: number } = {},
): Promise<SpanStats> {
  const bucketSeconds = Math.max(1, Math.trunc(options.bucketSeconds ?? DAY_SECONDS));
  const { conditions, parameters } = await spanFilter(sources, project, query, 'span_resolutions');
  const where = ['project = {project:String}', 'duplicate = 0', ...conditions].join(' AND ');
  const [kinds, points] = await Promise.all([
    sources.database.query<KindRow>(
      `SELECT kind, count() AS spans, countIf(status = 'error') AS errors, quantilesExact(0.5, 0.9, 0.99, 1)(duration_ms) AS durations,
         count(duration_ms) AS ended
       FROM span_resolutions FINAL WHERE ${where} GROUP BY kind ORDER BY spans DESC, kind`,
      { ...parameters, project },
    ),
    sources.database.query<PointRow>(
      `SELECT intDiv(toUnixTimestamp64Nano(start_time), 1000000000 * {bucketSeconds:Int64}) * {bucketSeconds:Int64} AS seconds,
         count() AS spans, countIf(status = 'error') AS errors, countIf(kind = 'llm') AS llm_calls, countIf(kind = 'tool') AS tool_calls,
         sum(input_tokens) AS input, sum(output_tokens) AS output, sum(cost_usd) AS cost,
         quantilesExactIf(0.5, 0.95)(duration_ms, kind = 'llm') AS durations, countIf(kind = 'llm' AND duration_ms IS NOT NULL) AS ended
       FROM span_resolutions FINAL WHERE ${where} GROUP BY seconds ORDER BY seconds DESC LIMIT ${MAX_POINTS}`,
      { ...parameters, project, bucketSeconds },
    ),
  ]);
  return {
    kinds: kinds.map(({ kind, spans, errors, durations, ended }) => {
      const [p50Ms, p90Ms, p99Ms, maxMs] = quantiles(durations, ended);
      return { kind, spans: Number(spans), errors: Number(errors), p50Ms: p50Ms ?? null, p90Ms: p90Ms ?? null, p99Ms: p99Ms ?? null, maxMs: maxMs ?? null };
    }),
    series: points.toReversed().map((point) => {
      const [llmP50Ms, llmP95Ms] = quantiles(point.durations, point.ended);
      return {
        time: unixNanoToIso(BigInt(point.seconds) * NS_PER_SECOND),
        spans: Number(point.spans),
        errors: Number(point.errors),
        llmCalls: Number(point.llm_calls),
        toolCalls: Number(point.tool_calls),
        inputTokens: Number(point.input),
        outputTokens: Number(point.output),
        costUsd: point.cost,
        llmP50Ms: llmP50Ms ?? null,
        llmP95Ms: llmP95Ms ?? null,
      };
    }),
    bucketSeconds,
  };
}

interface KindRow {
  readonly kind: string;
  readonly spans: string;
  readonly errors: string;
  readonly durations: readonly (number | null)[];
  readonly ended: string;
}

interface PointRow {
  readonly seconds: string;
  readonly spans: string;
  readonly errors: string;
  readonly llm_calls: string;
  readonly tool_calls: string;
  readonly input: string;
  readonly output: string;
  readonly cost: number | null;
  readonly durations: readonly (number | null)[];
  readonly ended: string;
}

/** Of no values the engine gives 0, which would be a duration. */
function quantiles(durations: readonly (number | null)[], ended: string): readonly (number | null)[] {
  return ended === '0' ? [] : durations;
}
