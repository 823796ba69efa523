import { z } from '@hono/zod-openapi';
import { type CostList, type ErrorList, FACET_FIELDS, type FacetField, type Facets, type KindStats, type SeriesPoint } from '@heddle/store';

const count = z.int().min(0);
const amount = z.number().nullable();
const durationMs = z.number().nullable().openapi({ description: 'null when none has ended.' });
const costUsd = amount.openapi({ description: 'null when no call could be priced.' });
const time = z.string().openapi({ format: 'date-time', description: 'ISO 8601, UTC.' });

const facet = z.array(z.object({ value: z.string(), count }).readonly()).readonly();

export const facetsSchema: z.ZodType<Facets> = z.object(
  Object.fromEntries(FACET_FIELDS.map((field) => [field, facet])) as Record<FacetField, typeof facet>,
).readonly().openapi('Facets');

export const kindStatsSchema: z.ZodType<KindStats> = z.object({
  kind: z.string(), spans: count, errors: count, p50Ms: durationMs, p90Ms: durationMs, p99Ms: durationMs, maxMs: durationMs,
}).readonly().openapi('KindStats');

export const seriesPointSchema: z.ZodType<SeriesPoint> = z.object({
  time, spans: count, errors: count, llmCalls: count, toolCalls: count, inputTokens: count, outputTokens: count, costUsd,
  llmP50Ms: durationMs, llmP95Ms: durationMs,
}).readonly().openapi('SeriesPoint');

export const costListSchema: z.ZodType<CostList> = z.object({
  costs: z.array(z.object({
    value: z.string().openapi({ description: 'Empty for calls that have none. A call with several tags counts for each.' }),
    calls: count, inputTokens: count, outputTokens: count, costUsd, unpricedCalls: count,
  }).readonly()).readonly(),
  nextCursor: z.string().optional(),
}).readonly().openapi('CostList');

export const errorListSchema: z.ZodType<ErrorList> = z.object({
  errors: z.array(z.object({
    errorGroup: z.string(), type: z.string(), message: z.string(), count, traces: count, sessions: count,
    kinds: z.array(z.string()).readonly(), firstTime: time, lastTime: time, lastTraceId: z.string(), lastSpanId: z.string(),
  }).readonly()).readonly(),
  nextCursor: z.string().optional(),
}).readonly().openapi('ErrorList');
