import { GEN_AI, HEDDLE } from '@heddle/model';
import type { JsonObject, JsonValue, Message, SpanRecord } from '@heddle/model';

/**
 * The part of a span record from which a whole trace is resolved: everything but contents. Kept in a column of its own, so
 * that a trace of 100,000 spans is resolved without reading, or normalising again, what all of them said.
 */
const FACTS = [
  'spanId', 'parentSpanId', 'traceId', 'kind', 'name', 'status', 'sessionId', 'userId', 'agentName', 'model', 'requestModel', 'provider',
  'inputTokens', 'outputTokens', 'cacheReadTokens', 'cacheWriteTokens', 'reasoningTokens', 'usageAdjusted', 'reportedCostUsd',
  'computedCostUsd', 'toolName', 'toolCallId', 'tags', 'environment', 'selfReported', 'startTime', 'startTimeUnixNano', 'endTimeUnixNano', 'durationMs',
] as const satisfies readonly (keyof SpanRecord)[];

/** Attributes that `resolveTrace` and the lists look at. */
const ATTRIBUTES: readonly string[] = [
  HEDDLE.roundId, HEDDLE.callAggregate, GEN_AI.workflowName, 'gen_ai.response.id', 'ai.response.id', 'llm.response.id', 'logfire.span_type',
  'mcp.method.name',
];

/** Longest text kept: of what may stand for the whole trace, of a model call, and of anything else of any length. */
const ROOT_TEXT = 2_000;
const CALL_TEXT = 300;
const OTHER_TEXT = 2_000;
/** Most tags kept. */
const MAX_ITEMS = 100;

/** Text of the column `facts`. What is empty is left out. */
export function encodeSpanFacts(record: SpanRecord): string {
  const facts: Record<string, JsonValue> = {};
  for (const key of FACTS) if (!isEmpty(record[key])) facts[key] = bounded(record[key]);
  const attributes: Record<string, JsonValue> = {};
  for (const key of ATTRIBUTES) {
    const value = record.attributes[key];
    if (value !== undefined && isBounded(value)) attributes[key] = value;
  }
  if (!isEmpty(attributes)) facts['attributes'] = attributes;
  const service = record.resource['service.name'];
  if (typeof service === 'string') facts['resource'] = { 'service.name': service.slice(0, OTHER_TEXT) };
  if (record.error) facts['error'] = { type: record.error.type.slice(0, CALL_TEXT), message: record.error.message.slice(0, CALL_TEXT) };
  if (!isEmpty(record.metadata) && isBounded(record.metadata)) facts['metadata'] = record.metadata;
  const length = textLength(record);
  if (length > 0) {
    const asked = lastMessage(record.inputMessages, 'user', length);
    const answered = lastMessage(record.outputMessages, 'assistant', length);
    if (asked) facts['inputMessages'] = [asked];
    else if (record.input !== null) facts['input'] = shortened(record.input, length);
    if (answered) facts['outputMessages'] = [answered];
    else if (record.output !== null) facts['output'] = shortened(record.output, length);
  }
  return JSON.stringify(facts);
}

/**
 * A record whose contents are empty or cut short.
 * Hot: runs on each span of a trace of 100,000. One literal with every field gives all records one shape: with a shape for
 * each set of facts, all that later looks at them was ten times slower.
 */
export function decodeSpanFacts(text: string): SpanRecord {
  const facts = JSON.parse(text) as Partial<SpanRecord> & Pick<SpanRecord, 'spanId' | 'traceId'>;
  return {
    spanId: facts.spanId,
    parentSpanId: facts.parentSpanId ?? null,
    traceId: facts.traceId,
    kind: facts.kind ?? 'other',
    name: facts.name ?? '',
    sourceName: '',
    status: facts.status ?? 'ok',
    sessionId: facts.sessionId ?? null,
    userId: facts.userId ?? null,
    agentName: facts.agentName ?? null,
    model: facts.model ?? null,
    requestModel: facts.requestModel ?? null,
    provider: facts.provider ?? null,
    params: NOTHING,
    inputMessages: facts.inputMessages ?? NONE,
    outputMessages: facts.outputMessages ?? NONE,
    systemText: null,
    input: facts.input ?? null,
    output: facts.output ?? null,
    inputTokens: facts.inputTokens ?? null,
    outputTokens: facts.outputTokens ?? null,
    cacheReadTokens: facts.cacheReadTokens ?? null,
    cacheWriteTokens: facts.cacheWriteTokens ?? null,
    reasoningTokens: facts.reasoningTokens ?? null,
    usageCounted: false,
    usageAdjusted: facts.usageAdjusted ?? false,
    duplicateOf: null,
    reportedCostUsd: facts.reportedCostUsd ?? null,
    computedCostUsd: facts.computedCostUsd ?? null,
    priceTable: null,
    finishReasons: NONE,
    timeToFirstTokenMs: null,
    toolName: facts.toolName ?? null,
    toolCallId: facts.toolCallId ?? null,
    toolArguments: null,
    toolResult: null,
    code: null,
    call: null,
    error: facts.error ?? null,
    tags: facts.tags ?? NONE,
    metadata: facts.metadata ?? NOTHING,
    environment: facts.environment ?? null,
    selfReported: facts.selfReported ?? false,
    contentTruncated: false,
    droppedAttributesCount: 0,
    depth: 0,
    childCount: 0,
    descendantCount: 0,
    descendantErrors: 0,
    startTime: facts.startTime ?? '',
    startTimeUnixNano: facts.startTimeUnixNano ?? '0',
    endTimeUnixNano: facts.endTimeUnixNano ?? '0',
    durationMs: facts.durationMs ?? null,
    attributes: facts.attributes ?? NOTHING,
    resource: facts.resource ?? NOTHING,
    scope: NO_SCOPE,
    events: NONE,
    links: NONE,
  };
}

const NONE: readonly never[] = [];
const NOTHING: JsonObject = {};
const NO_SCOPE = { name: '', version: '' };

/** What a trace was asked and answered is read from its roots, from whatever stands for it below them, or from model calls. */
function textLength(record: SpanRecord): number {
  if (record.parentSpanId === null || record.kind === 'round' || record.kind === 'workflow' || record.kind === 'agent') return ROOT_TEXT;
  return record.kind === 'llm' ? CALL_TEXT : 0;
}

function lastMessage(messages: readonly Message[], role: string, length: number): JsonObject | undefined {
  const message = messages.findLast((one) => one.role === role && one.parts.some((part) => part.type === 'text' && part.content !== ''));
  if (!message) return undefined;
  const parts = message.parts.flatMap((part) => (part.type === 'text' ? [{ type: 'text', content: part.content.slice(0, length) }] : []));
  return { role, parts: parts.slice(0, 10) };
}

function shortened(value: JsonValue, length: number): JsonValue {
  if (typeof value === 'string') return value.slice(0, length);
  const text = JSON.stringify(value);
  return text.length <= length ? value : text.slice(0, length);
}

function bounded(value: JsonValue): JsonValue {
  if (typeof value === 'string') return value.slice(0, OTHER_TEXT);
  return Array.isArray(value) ? value.slice(0, MAX_ITEMS).map((item: JsonValue) => bounded(item)) : value;
}

function isBounded(value: JsonValue): boolean {
  return typeof value === 'string' ? value.length <= OTHER_TEXT : JSON.stringify(value).length <= OTHER_TEXT;
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '' || value === false) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
