import { z } from '@hono/zod-openapi';
import {
  type ApiError, type Artifact, type Health, type HeddleEvent, type JsonObject, type JsonValue, type Message, type SessionEvents,
  type SessionList, type SessionView, type Sha256, type SpanId, type SpanRecord, type TraceId, type TraceView, SPAN_KINDS,
} from '@heddle/model';
import { kindStatsSchema, seriesPointSchema } from './analytics-schemas.js';

/*
 * What the API answers, as zod, so that the OpenAPI document is made from it. The types are those of `@heddle/model`:
 * each schema is checked against its type by the compiler, in both directions where the type is plain data.
 */

const text = z.string();
const count = z.int().min(0);
const texts = z.array(text).readonly();
const isoTime = text.openapi({ format: 'date-time', description: 'ISO 8601, UTC.' });
const unixNano = text.openapi({ pattern: '^\\d+$', description: 'Nanoseconds since the Unix epoch, in decimal digits.' });
const status = z.enum(['running', 'ok', 'error']);

/** Branded ids are text on the wire; the store has checked them. */
const traceId = text.openapi({ pattern: '^[0-9a-f]{32}$' }) as unknown as z.ZodType<TraceId>;
const spanId = text.openapi({ pattern: '^[0-9a-f]{16}$' }) as unknown as z.ZodType<SpanId>;
const sha256 = text.openapi({ pattern: '^[0-9a-f]{64}$' }) as unknown as z.ZodType<Sha256>;
const jsonValue = z.any().openapi({ description: 'Any JSON value.' }) as z.ZodType<JsonValue>;
const jsonObject = z.record(text, z.any()) as unknown as z.ZodType<JsonObject>;

const totals = z.object({
  spans: count,
  llmCalls: count,
  toolCalls: count.openapi({ description: 'Never counts cells.' }),
  codeRuns: count,
  embeddingCalls: count,
  errors: count,
  inputTokens: count,
  outputTokens: count,
  cacheReadTokens: count,
  cacheWriteTokens: count,
  reasoningTokens: count,
  costUsd: z.number().nullable().openapi({ description: 'null when no call could be priced.' }),
  unpricedLlmCalls: count,
}).readonly().openapi('TraceTotals');

const traceSummary = z.object({
  traceId,
  name: text,
  sessionId: text.nullable(),
  userId: text.nullable(),
  tags: texts,
  metadata: jsonObject,
  inputText: text,
  outputText: text,
  status,
  error: z.object({ type: text, message: text }).readonly().optional().openapi({ description: 'Why it failed, as far as its root says.' }),
  startTime: isoTime,
  durationMs: z.number().nullable(),
  totals,
}).readonly().openapi('TraceSummary');

const message = z.object({
  role: text,
  parts: z.array(z.looseObject({ type: text })).readonly(),
  name: text.optional(),
  finish_reason: text.optional(),
}).readonly().openapi('Message') as unknown as z.ZodType<Message>;

const spanRecord: z.ZodType<SpanRecord> = z.object({
  spanId,
  parentSpanId: spanId.nullable(),
  traceId,
  kind: z.enum(SPAN_KINDS),
  name: text,
  sourceName: text,
  status,
  sessionId: text.nullable(),
  userId: text.nullable(),
  agentName: text.nullable(),
  model: text.nullable(),
  requestModel: text.nullable(),
  provider: text.nullable(),
  params: jsonObject,
  inputMessages: z.array(message).readonly(),
  outputMessages: z.array(message).readonly(),
  systemText: text.nullable(),
  input: jsonValue,
  output: jsonValue,
  inputTokens: z.number().nullable(),
  outputTokens: z.number().nullable(),
  cacheReadTokens: z.number().nullable(),
  cacheWriteTokens: z.number().nullable(),
  reasoningTokens: z.number().nullable(),
  usageCounted: z.boolean(),
  usageAdjusted: z.boolean(),
  duplicateOf: spanId.nullable(),
  reportedCostUsd: z.number().nullable(),
  computedCostUsd: z.number().nullable(),
  priceTable: text.nullable().openapi({ description: 'Which prices `computedCostUsd` was made with.' }),
  finishReasons: texts,
  timeToFirstTokenMs: z.number().nullable(),
  toolName: text.nullable(),
  toolCallId: text.nullable(),
  toolArguments: jsonValue,
  toolResult: jsonValue,
  code: z.object({ source: text, language: text, output: text, status: text }).readonly().nullable(),
  call: z.object({
    cellId: text,
    line: z.number().nullable(),
    column: z.number().nullable(),
    sequence: z.number().nullable(),
    origin: text,
  }).readonly().nullable(),
  error: z.object({ type: text, message: text }).readonly().nullable(),
  tags: texts,
  metadata: jsonObject,
  environment: text.nullable(),
  selfReported: z.boolean(),
  contentTruncated: z.boolean(),
  droppedAttributesCount: count,
  depth: count,
  childCount: count,
  descendantCount: count,
  descendantErrors: count,
  startTime: isoTime,
  startTimeUnixNano: unixNano,
  endTimeUnixNano: unixNano,
  durationMs: z.number().nullable(),
  attributes: jsonObject,
  resource: jsonObject,
  scope: z.object({ name: text, version: text }).readonly(),
  events: z.array(z.object({ name: text, timeUnixNano: unixNano, attributes: jsonObject }).readonly()).readonly(),
  links: z.array(z.object({ traceId, spanId, attributes: jsonObject }).readonly()).readonly(),
}).readonly().openapi('SpanRecord');

export const traceViewSchema: z.ZodType<TraceView> = z.object({
  trace: traceSummary,
  spans: z.array(spanRecord).readonly(),
  shortened: z.array(spanId).readonly().optional().openapi({ description: 'With content=short: the spans of which something was left out.' }),
  nextCursor: text.optional(),
}).readonly().openapi('TraceView');

const sessionSummary = z.object({
  sessionId: text,
  title: text,
  app: text.nullable(),
  userId: text.nullable(),
  tags: texts,
  status,
  startTime: isoTime,
  lastTime: isoTime,
  rounds: count,
  totals,
  settling: z.boolean(),
}).readonly().openapi('SessionSummary');

export const sessionListSchema: z.ZodType<SessionList> = z.object({
  sessions: z.array(sessionSummary).readonly(),
  nextCursor: text.optional(),
}).readonly().openapi('SessionList');

export const sessionViewSchema: z.ZodType<SessionView> = z.object({
  session: sessionSummary,
  traces: z.array(traceSummary).readonly(),
  nextCursor: text.optional().openapi({ description: 'Present when the session has more traces: pass it as cursor.' }),
}).readonly().openapi('SessionView');

const heddleEvent = z.looseObject({
  type: text,
  eventId: text,
  sequence: z.int().min(1),
  timeUnixNano: unixNano,
  sessionId: text,
  roundId: text.optional(),
  postId: text.optional(),
  traceId: traceId.optional(),
  spanId: spanId.optional(),
  parentSpanId: spanId.optional(),
}).openapi('HeddleEvent') as unknown as z.ZodType<HeddleEvent>;

export const sessionEventsSchema: z.ZodType<SessionEvents> = z.object({
  events: z.array(heddleEvent).readonly(),
  shortened: z.array(count).readonly().optional().openapi({ description: 'With content=short: sequences of the events of which something was left out.' }),
  nextCursor: text.optional(),
}).readonly().openapi('SessionEvents');

export const spanListSchema = z.object({
  spans: z.array(spanRecord).readonly(),
  nextCursor: text.optional(),
}).readonly().openapi('SpanList');

export const statsSchema = z.object({
  days: z.array(z.object({ day: text.openapi({ format: 'date' }), sessions: count, failedSessions: count, totals }).readonly()).readonly(),
  totals,
  sessions: count,
  failedSessions: count,
  kinds: z.array(kindStatsSchema).readonly(),
  series: z.array(seriesPointSchema).readonly().openapi({ description: 'Oldest first, at most 1,000 points.' }),
  bucketSeconds: count,
}).readonly().openapi('Stats');

export const artifactSchema: z.ZodType<Pick<Artifact, 'sha256' | 'name' | 'mimeType' | 'sizeBytes'>> = z.object({
  sha256,
  name: text,
  mimeType: text,
  sizeBytes: count,
}).readonly().openapi('Artifact');

export const healthSchema: z.ZodType<Health> = z.object({
  status: z.enum(['ok', 'starting', 'failing', 'stopping']),
  version: text,
  problem: text.optional(),
  engine: z.object({ kind: z.enum(['embedded', 'server']), version: text }).readonly(),
  uptimeMs: z.number(),
}).readonly().openapi('Health');

export const apiErrorSchema: z.ZodType<ApiError> = z.object({
  error: z.object({ code: text, message: text }).readonly(),
}).readonly().openapi('ApiError');
