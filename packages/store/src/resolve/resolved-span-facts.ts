import type { SpanId, SpanRecord } from '@heddle/model';
import { columnText } from '../schema/column-text.js';
import { filedTime, timeText } from '../schema/time-text.js';
import { errorGroup } from './error-group.js';

/** What the trace knows of a span and the span itself does not. */
interface TraceFacts {
  readonly changes: Partial<SpanRecord>;
  readonly plugin: string;
  /** Of the whole trace. */
  readonly tags: readonly string[];
  /** Which row counts for the span. */
  readonly rowHash: string;
}

/** Columns of `span_resolutions` after `resolved_at`, in their order. */
export function resolvedSpanFacts(span: SpanRecord, { changes, plugin, tags, rowHash }: TraceFacts): readonly unknown[] {
  const cost = span.reportedCostUsd ?? span.computedCostUsd;
  return [
    // A column of text: the engine takes the JSON of an object as it stands.
    changes,
    timeText(filedTime(BigInt(span.startTimeUnixNano))),
    span.durationMs,
    span.kind,
    columnText(span.name),
    span.status,
    // As in the table `traces`: a trace that names no session is one of its own.
    columnText(span.sessionId) || span.traceId,
    columnText(span.userId),
    columnText(span.agentName),
    columnText(span.model),
    columnText(span.provider),
    columnText(span.toolName),
    columnText(plugin),
    columnText(span.environment),
    tags,
    columnText(span.error?.type),
    columnText(span.error?.message),
    span.error ? errorGroup(span.error.type, span.error.message) : '',
    span.duplicateOf === null ? 0 : 1,
    span.usageCounted ? 1 : 0,
    span.usageCounted ? whole(span.inputTokens) : 0,
    span.usageCounted ? whole(span.outputTokens) : 0,
    span.usageCounted && cost !== null && Number.isFinite(cost) ? cost : null,
    rowHash,
  ];
}

/** The tool that each span happened in: itself, or the nearest above. @param spans - parents before children */
export function pluginNames(spans: readonly SpanRecord[]): ReadonlyMap<SpanId, string> {
  const names = new Map<SpanId, string>();
  for (const span of spans) {
    const above = span.parentSpanId === null ? undefined : names.get(span.parentSpanId);
    const name = span.kind === 'tool' ? (span.toolName ?? span.name) : above;
    if (name !== undefined) names.set(span.spanId, name);
  }
  return names;
}

function whole(value: number | null): number {
  return value !== null && Number.isSafeInteger(value) && value >= 0 ? value : 0;
}
