import { messageText, type JsonObject, type JsonValue, type Message, type RawSpan, type SpanKind, type SpanRecord } from '@heddle/model';
import { firstText } from './attributes/text-of.js';
import { detectDialects, type SpokenDialects } from './detect-dialects.js';
import { displayName, nameWithin } from './display-name.js';
import { heddle } from './dialects/heddle.js';
import { inclusiveUsage } from './inclusive-usage.js';
import { findMessages } from './messages/parse-messages.js';
import { priceCall } from './prices/compute-cost.js';
import type { PriceOverride } from './prices/price-override.js';
import { providerName } from './provider-name.js';
import { codeOfTool, runsCode } from './refine-code.js';
import { createSpanDraft, nonEmpty, type SpanDraft } from './span-draft.js';
import { spanError } from './span-error.js';
import { spanTimes } from './span-times.js';

export interface NormaliseOptions {
  /** Prices of this project, asked before the table. */
  readonly priceOverrides?: readonly PriceOverride[];
}

/**
 * Reads one span, in whatever dialect it came, as the record that the API gives.
 * Never throws, whatever the attributes are: what cannot be read is left out, and the raw attributes stay in the record.
 * Facts of the whole trace (depth, counts, inherited ids, duplicates) start at 0, `false` or `null`: see `resolveTrace`.
 *
 * Hot: runs on every span at intake. Budget: 25 us for a span of 30 attributes; see `bench/conventions.bench.mjs`.
 */
export function normaliseSpan(span: RawSpan, options: NormaliseOptions = {}): SpanRecord {
  const spoken = detectDialects(span);
  const draft = createSpanDraft(kindOf(span, spoken));
  for (const dialect of spoken.forFields) dialect.fill(draft, span);
  complete(draft, span, spoken);
  return recordOf(draft, span, options);
}

function kindOf(span: RawSpan, spoken: SpokenDialects): SpanKind {
  for (const dialect of spoken.forKind) {
    const kind = dialect.kindOf(span);
    if (kind !== undefined) return kind;
  }
  return 'other';
}

/** What follows from the fields together, whichever dialects filled them. */
function complete(draft: SpanDraft, span: RawSpan, spoken: SpokenDialects): void {
  if (draft.kind === 'tool') completeTool(draft, span, spoken);
  if (draft.kind === 'agent') draft.agentName ??= nameWithin(span.name, 'agent');
  if (draft.kind === 'llm') completeModelCall(draft);
  draft.systemText ??= systemTextOf(draft.inputMessages);
  draft.finishReasons ??= nonEmpty((draft.outputMessages ?? []).flatMap((message) => message.finish_reason ?? []));
  draft.environment ??= firstText(span.attributes, ENVIRONMENT) ?? firstText(span.resource, ENVIRONMENT);
  draft.sessionId ??= firstText(span.resource, ['session.id']);
  draft.userId ??= firstText(span.resource, ['user.id']);
}

const ENVIRONMENT = ['langfuse.environment', 'deployment.environment.name', 'deployment.environment', 'agentops.environment', 'gen_ai.environment'];

function completeTool(draft: SpanDraft, span: RawSpan, spoken: SpokenDialects): void {
  draft.toolName ??= nameWithin(span.name, 'tool') ?? span.name;
  draft.toolArguments ??= draft.input;
  draft.toolResult ??= draft.output;
  // Our own spans say `code` themselves; a plugin of ours that happens to be named `run_code` is a call.
  if (!spoken.forKind.includes(heddle) && runsCode(draft.toolName)) {
    draft.kind = 'code';
    draft.code = codeOfTool(draft, spanError(draft, span) !== null);
  }
}

/** A model call whose content came only as generic input and output. */
function completeModelCall(draft: SpanDraft): void {
  draft.inputMessages ??= generic(draft.input, 'user');
  draft.outputMessages ??= generic(draft.output, 'assistant');
}

function generic(value: JsonValue | undefined, role: string): readonly Message[] | undefined {
  if (typeof value === 'string' && value !== '') return [{ role, parts: [{ type: 'text', content: value }] }];
  return nonEmpty(findMessages(value, role) ?? []);
}

function systemTextOf(messages: readonly Message[] | undefined): string | undefined {
  const system = messages?.find((message) => message.role === 'system');
  return (system && messageText(system)) || undefined;
}

function recordOf(draft: SpanDraft, span: RawSpan, options: NormaliseOptions): SpanRecord {
  const error = spanError(draft, span);
  const status = draft.status ?? (error ? 'error' : span.endTime === 0n && span.statusCode === 0 ? 'running' : 'ok');
  const usage = inclusiveUsage(draft, draft.cacheIsExclusive);
  const times = spanTimes(span, status === 'running');
  const model = draft.model ?? draft.requestModel ?? null;
  const provider = providerName(draft.provider);
  const price = model === null || (usage.inputTokens === undefined && usage.outputTokens === undefined) ? null : priceCall(
    { provider, model, requestModel: draft.requestModel, usage, time: new Date(times.startTime) },
    { overrides: options.priceOverrides },
  );
  return {
    spanId: span.spanId,
    parentSpanId: span.parentSpanId ?? null,
    traceId: span.traceId,
    kind: draft.kind,
    name: displayName(draft, span),
    sourceName: span.name,
    status,
    sessionId: draft.sessionId ?? null,
    userId: draft.userId ?? null,
    agentName: draft.agentName ?? null,
    model,
    requestModel: draft.requestModel ?? null,
    provider,
    params: draft.params ?? EMPTY_OBJECT,
    inputMessages: draft.inputMessages ?? EMPTY_LIST,
    outputMessages: draft.outputMessages ?? EMPTY_LIST,
    systemText: draft.systemText ?? null,
    input: draft.input ?? null,
    output: draft.output ?? null,
    inputTokens: usage.inputTokens ?? null,
    outputTokens: usage.outputTokens ?? null,
    cacheReadTokens: usage.cacheReadTokens ?? null,
    cacheWriteTokens: usage.cacheWriteTokens ?? null,
    reasoningTokens: usage.reasoningTokens ?? null,
    usageCounted: false,
    usageAdjusted: draft.usageAdjusted || usage.adjusted,
    duplicateOf: null,
    reportedCostUsd: draft.reportedCostUsd ?? null,
    computedCostUsd: price === null ? null : price.costUsd,
    priceTable: price === null ? null : price.priceTable,
    finishReasons: draft.finishReasons ?? EMPTY_LIST,
    timeToFirstTokenMs: draft.timeToFirstTokenMs ?? null,
    toolName: draft.toolName ?? null,
    toolCallId: draft.toolCallId ?? null,
    toolArguments: draft.toolArguments ?? null,
    toolResult: draft.toolResult ?? null,
    code: draft.code ?? null,
    call: draft.call ?? null,
    error,
    tags: draft.tags ?? EMPTY_LIST,
    metadata: draft.metadata ?? EMPTY_OBJECT,
    environment: draft.environment ?? null,
    selfReported: draft.selfReported,
    contentTruncated: draft.contentTruncated,
    droppedAttributesCount: span.droppedAttributesCount,
    depth: 0,
    childCount: 0,
    descendantCount: 0,
    descendantErrors: 0,
    // No spread: V8 then lays the 58 fields out at once, which is several times faster here and in `resolveTrace`.
    startTime: times.startTime,
    startTimeUnixNano: times.startTimeUnixNano,
    endTimeUnixNano: times.endTimeUnixNano,
    durationMs: times.durationMs,
    attributes: span.attributes,
    resource: span.resource,
    scope: { name: span.scope.name, version: span.scope.version },
    events: span.events.map((event) => ({ name: event.name, timeUnixNano: event.time.toString(), attributes: event.attributes })),
    links: span.links,
  };
}

const EMPTY_OBJECT: JsonObject = Object.freeze({});
const EMPTY_LIST: readonly never[] = Object.freeze([]);
