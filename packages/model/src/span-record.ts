import type { SpanId, TraceId } from './ids.js';
import type { JsonObject, JsonValue } from './json.js';
import type { Message } from './message.js';
import type { SpanKind } from './span-kind.js';
import type { UnixNanoText } from './units.js';

/**
 * One span in the shape the API gives and the dashboard reads, whatever dialect it came in.
 * `null` means the sender did not say. Numbers of tokens are inclusive, see `Usage`.
 */
export interface SpanRecord {
  readonly spanId: SpanId;
  readonly parentSpanId: SpanId | null;
  readonly traceId: TraceId;
  readonly kind: SpanKind;
  /** What a reader calls it: the tool, the agent, or the span name. */
  readonly name: string;
  /** The span name as it was sent. */
  readonly sourceName: string;
  readonly status: 'running' | 'ok' | 'error';
  readonly sessionId: string | null;
  readonly userId: string | null;
  readonly agentName: string | null;
  readonly model: string | null;
  readonly requestModel: string | null;
  readonly provider: string | null;
  readonly params: JsonObject;
  readonly inputMessages: readonly Message[];
  readonly outputMessages: readonly Message[];
  readonly systemText: string | null;
  readonly input: JsonValue;
  readonly output: JsonValue;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly cacheReadTokens: number | null;
  readonly cacheWriteTokens: number | null;
  readonly reasoningTokens: number | null;
  /** True when this span's usage is part of the trace's totals; decided by `resolveTrace`. */
  readonly usageCounted: boolean;
  /** True when exclusive counts were made inclusive. */
  readonly usageAdjusted: boolean;
  /** The span that says the same thing and counts instead of this one. */
  readonly duplicateOf: SpanId | null;
  readonly reportedCostUsd: number | null;
  readonly computedCostUsd: number | null;
  /** The prices that `computedCostUsd` was made with, such as `genai-prices-0.1.8`; `null` where there is none, or nobody wrote it down. */
  readonly priceTable: string | null;
  readonly finishReasons: readonly string[];
  readonly timeToFirstTokenMs: number | null;
  readonly toolName: string | null;
  readonly toolCallId: string | null;
  readonly toolArguments: JsonValue;
  readonly toolResult: JsonValue;
  readonly code: CodeRecord | null;
  readonly call: CallRecord | null;
  readonly error: { readonly type: string; readonly message: string } | null;
  readonly tags: readonly string[];
  readonly metadata: JsonObject;
  readonly environment: string | null;
  /** True when the facts come from inside a kernel and not from the host. */
  readonly selfReported: boolean;
  readonly contentTruncated: boolean;
  readonly droppedAttributesCount: number;
  /** 0 for a root. The next four are filled by `resolveTrace`. */
  readonly depth: number;
  readonly childCount: number;
  readonly descendantCount: number;
  readonly descendantErrors: number;
  /** ISO 8601, UTC, milliseconds. */
  readonly startTime: string;
  readonly startTimeUnixNano: UnixNanoText;
  /** `0` while running. */
  readonly endTimeUnixNano: UnixNanoText;
  readonly durationMs: number | null;
  readonly attributes: JsonObject;
  readonly resource: JsonObject;
  readonly scope: { readonly name: string; readonly version: string };
  readonly events: readonly SpanRecordEvent[];
  readonly links: readonly { readonly traceId: TraceId; readonly spanId: SpanId; readonly attributes: JsonObject }[];
}

/** A cell, as its span tells it. */
export interface CodeRecord {
  readonly source: string;
  readonly language: string;
  readonly output: string;
  readonly status: string;
}

/** Where a call stands in the code that made it. */
export interface CallRecord {
  readonly cellId: string;
  readonly line: number | null;
  readonly column: number | null;
  readonly sequence: number | null;
  readonly origin: string;
}

export interface SpanRecordEvent {
  readonly name: string;
  readonly timeUnixNano: UnixNanoText;
  readonly attributes: JsonObject;
}
