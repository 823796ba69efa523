import type { HeddleEvent, LiveMessage, SessionEvents, SessionList, SessionView, SpanRecord, TraceView } from '@heddle/model';
import { z } from 'zod';

const status = z.enum(['running', 'ok', 'error']);
const text = z.string();
const textOrNull = z.string().nullable();
const numberOrNull = z.number().nullable();
const object = z.record(z.string(), z.unknown());

const totals = z.looseObject({
  spans: z.number(), llmCalls: z.number(), toolCalls: z.number(), codeRuns: z.number(), embeddingCalls: z.number(), errors: z.number(),
  inputTokens: z.number(), outputTokens: z.number(), cacheReadTokens: z.number(), cacheWriteTokens: z.number(), reasoningTokens: z.number(),
  costUsd: numberOrNull, unpricedLlmCalls: z.number(),
});

const traceSummary = z.looseObject({
  traceId: text, name: text, sessionId: textOrNull, userId: textOrNull, tags: z.array(text), metadata: object, inputText: text, outputText: text,
  status, startTime: text, durationMs: numberOrNull, totals,
});

const sessionSummary = z.looseObject({
  sessionId: text, title: text, app: textOrNull, userId: textOrNull, tags: z.array(text), status, startTime: text, lastTime: text,
  rounds: z.number(), totals, settling: z.boolean(),
});

const messagePart = z.looseObject({ type: text });
const message = z.looseObject({ role: text, parts: z.array(messagePart) });

const span = z.looseObject({
  spanId: text, parentSpanId: textOrNull, traceId: text, kind: text, name: text, sourceName: text, status,
  inputMessages: z.array(message), outputMessages: z.array(message), finishReasons: z.array(text), params: object, attributes: object,
  depth: z.number(), childCount: z.number(), descendantCount: z.number(), descendantErrors: z.number(),
  startTime: text, startTimeUnixNano: text, endTimeUnixNano: text, durationMs: numberOrNull,
  code: z.looseObject({ source: text, language: text, output: text, status: text }).nullable(),
  call: z.looseObject({ cellId: text, line: numberOrNull, column: numberOrNull, sequence: numberOrNull, origin: text }).nullable(),
  error: z.looseObject({ type: text, message: text }).nullable(),
});

const envelope = z.looseObject({ eventId: text, sequence: z.number(), timeUnixNano: text, sessionId: text, type: text });

/** The types of the answers are those of the model; what is checked here is what the pages lean on. */
function as<T>(schema: z.ZodType): z.ZodType<T> {
  return schema as unknown as z.ZodType<T>;
}

export const sessionListSchema = as<SessionList>(z.looseObject({ sessions: z.array(sessionSummary), nextCursor: text.optional() }));
export const sessionViewSchema = as<SessionView>(z.looseObject({ session: sessionSummary, traces: z.array(traceSummary), nextCursor: text.optional() }));
export const sessionEventsSchema = as<SessionEvents>(z.looseObject({ events: z.array(envelope), nextCursor: text.optional() }));
export const traceViewSchema = as<TraceView>(z.looseObject({ trace: traceSummary, spans: z.array(span), shortened: z.array(text).optional(), nextCursor: text.optional() }));
export const spanListSchema = as<{ readonly spans: readonly SpanRecord[] }>(z.looseObject({ spans: z.array(span) }));

const eventSchema = as<HeddleEvent>(envelope);

export const liveMessageSchema = as<LiveMessage>(z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('event'), event: eventSchema }),
  z.looseObject({ kind: z.literal('spans'), traceId: text, sessionId: textOrNull, spanIds: z.array(text) }),
  z.looseObject({ kind: z.literal('lagged'), missed: z.number() }),
]));
