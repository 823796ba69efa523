import type { SpanId, TraceId } from '../ids.js';
import type { JsonObject } from '../json.js';
import type { SpanRecord } from '../span-record.js';

/** Answer of `GET /api/traces/{traceId}`. */
export interface TraceView {
  readonly trace: TraceSummary;
  /** In tree order: parents before children, siblings by start time. */
  readonly spans: readonly SpanRecord[];
  /** Of a window that was asked for with short content: the spans of which something was left out, if there are any. */
  readonly shortened?: readonly SpanId[];
  /** Present when there are more spans: pass it as `cursor`. */
  readonly nextCursor?: string;
}

export interface TraceSummary {
  readonly traceId: TraceId;
  /** What the root is called. */
  readonly name: string;
  readonly sessionId: string | null;
  readonly userId: string | null;
  readonly tags: readonly string[];
  readonly metadata: JsonObject;
  readonly inputText: string;
  readonly outputText: string;
  readonly status: 'running' | 'ok' | 'error';
  /** Why it failed, as far as its root says; absent where nothing failed, and in traces that were resolved before this was known. */
  readonly error?: { readonly type: string; readonly message: string };
  /** ISO 8601. */
  readonly startTime: string;
  /** Wall-clock time from the first start to the last end; `null` while running. */
  readonly durationMs: number | null;
  readonly totals: TraceTotals;
}

export interface TraceTotals {
  readonly spans: number;
  readonly llmCalls: number;
  /** Never counts cells. */
  readonly toolCalls: number;
  readonly codeRuns: number;
  readonly embeddingCalls: number;
  readonly errors: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  readonly reasoningTokens: number;
  /** `null` when no call could be priced; otherwise the sum of those that could. */
  readonly costUsd: number | null;
  readonly unpricedLlmCalls: number;
}
