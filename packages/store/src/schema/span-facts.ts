import { GEN_AI, HEDDLE, unixNanoToMs } from '@heddle/model';
import type { JsonObject, JsonValue, Message, SpanId, SpanKind, SpanRecord, TraceId } from '@heddle/model';
import { ROW_HASH } from './row-hash.js';

/** Facts that no column of `spans` has. */
const FACTS = [
  'requestModel', 'cacheReadTokens', 'cacheWriteTokens', 'reasoningTokens', 'usageAdjusted', 'reportedCostUsd', 'toolCallId', 'tags', 'selfReported',
] as const satisfies readonly (keyof SpanRecord)[];

/** Facts that are texts of a column. */
const TEXT_COLUMNS = {
  name: 'name', sessionId: 'session_id', userId: 'user_id', agentName: 'agent_name', model: 'model', provider: 'provider', toolName: 'tool_name',
  environment: 'environment',
} as const satisfies Partial<Record<keyof SpanRecord, string>>;
const TEXT_KEYS = Object.keys(TEXT_COLUMNS) as readonly (keyof typeof TEXT_COLUMNS)[];

/** What {@link decodeSpanFacts} reads of a row. One tuple: with the name of each column, names would be most of the answer. */
export const FACTS_TUPLE = `tuple(facts, span_id, parent_span_id, trace_id, kind, status, toString(toUnixTimestamp64Nano(start_time)),
  toString(toUnixTimestamp64Nano(end_time)), toFloat64(input_tokens), toFloat64(output_tokens), computed_cost_usd,
  ${TEXT_KEYS.map((key) => TEXT_COLUMNS[key]).join(', ')}, toString(${ROW_HASH}))`;

/** {@link FACTS_TUPLE} as the engine answers it. */
export type FactsTuple = readonly [
  facts: string, spanId: SpanId, parentSpanId: SpanId | '', traceId: TraceId, kind: SpanKind, status: SpanRecord['status'], startNano: string,
  endNano: string, inputTokens: number | null, outputTokens: number | null, computedCostUsd: number | null,
  name: string, sessionId: string, userId: string, agentName: string, model: string, provider: string, toolName: string, environment: string,
  rowHash: string,
];

/** Facts of one row of a span. */
export interface FactsRow {
  readonly version: bigint;
  readonly receivedAtMicros: number;
  readonly tuple: FactsTuple;
}

/** Columns that may hold less than the record says: of those the fact is kept as well. */
export interface FactColumns {
  /** Nanoseconds since the Unix epoch. */
  readonly startTime: bigint;
  readonly endTime: bigint;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly text: Readonly<Record<keyof typeof TEXT_COLUMNS, string>>;
}

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

/**
 * Text of the column `facts`: the part of a record from which its whole trace is resolved, without contents, and without what
 * other columns of the row say. What is empty is left out. A trace of 100,000 spans is resolved from it without reading, or
 * normalising again, what all of them said.
 */
export function encodeSpanFacts(record: SpanRecord, columns: FactColumns): string {
  const facts: Record<string, JsonValue> = {};
  for (const key of FACTS) if (!isEmpty(record[key])) facts[key] = bounded(record[key]);
  for (const key of TEXT_KEYS) {
    const value = record[key];
    if (value && value !== columns.text[key]) facts[key] = bounded(value);
  }
  for (const key of ['inputTokens', 'outputTokens'] as const) if (record[key] !== columns[key]) facts[key] = record[key];
  if (record.startTimeUnixNano !== String(columns.startTime)) facts['startTimeUnixNano'] = record.startTimeUnixNano;
  if (record.endTimeUnixNano !== String(columns.endTime)) facts['endTimeUnixNano'] = record.endTimeUnixNano;
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

/** Characters of all that a row says. */
export function factsLength(row: FactsTuple): number {
  let length = 0;
  for (const value of row) if (typeof value === 'string') length += value.length;
  return length;
}

/** Which row of the span it is, see `ROW_HASH`. */
export function rowHashOf(row: FactsTuple): string {
  return row[19];
}

/**
 * A record whose contents are empty or cut short.
 * Hot: runs on each span of a trace of 100,000. One literal with every field gives all records one shape: with a shape for
 * each set of facts, all that later looks at them was ten times slower.
 *
 * @param parse - reads the column `facts`; its answers are not changed
 */
export function decodeSpanFacts(row: FactsTuple, parse: (facts: string) => Partial<SpanRecord> = parseFacts): SpanRecord {
  const [text, spanId, parentSpanId, traceId, kind, status, startNano, endNano, inputTokens, outputTokens, computedCostUsd] = row;
  const [, , , , , , , , , , , name, sessionId, userId, agentName, model, provider, toolName, environment] = row;
  // Rows of earlier versions say everything here.
  const facts = parse(text);
  const startTimeUnixNano = facts.startTimeUnixNano ?? startNano;
  const endTimeUnixNano = facts.endTimeUnixNano ?? endNano;
  return {
    spanId,
    parentSpanId: parentSpanId || null,
    traceId,
    kind,
    name: facts.name ?? name,
    sourceName: '',
    status,
    sessionId: facts.sessionId ?? (sessionId || null),
    userId: facts.userId ?? (userId || null),
    agentName: facts.agentName ?? (agentName || null),
    model: facts.model ?? (model || null),
    requestModel: facts.requestModel ?? null,
    provider: facts.provider ?? (provider || null),
    params: NOTHING,
    inputMessages: facts.inputMessages ?? NONE,
    outputMessages: facts.outputMessages ?? NONE,
    systemText: null,
    input: facts.input ?? null,
    output: facts.output ?? null,
    inputTokens: facts.inputTokens ?? inputTokens,
    outputTokens: facts.outputTokens ?? outputTokens,
    cacheReadTokens: facts.cacheReadTokens ?? null,
    cacheWriteTokens: facts.cacheWriteTokens ?? null,
    reasoningTokens: facts.reasoningTokens ?? null,
    usageCounted: false,
    usageAdjusted: facts.usageAdjusted ?? false,
    duplicateOf: null,
    reportedCostUsd: facts.reportedCostUsd ?? null,
    computedCostUsd,
    priceTable: null,
    finishReasons: NONE,
    timeToFirstTokenMs: null,
    toolName: facts.toolName ?? (toolName || null),
    toolCallId: facts.toolCallId ?? null,
    toolArguments: null,
    toolResult: null,
    code: null,
    call: null,
    error: facts.error ?? null,
    tags: facts.tags ?? NONE,
    metadata: facts.metadata ?? NOTHING,
    environment: facts.environment ?? (environment || null),
    selfReported: facts.selfReported ?? false,
    contentTruncated: false,
    droppedAttributesCount: 0,
    depth: 0,
    childCount: 0,
    descendantCount: 0,
    descendantErrors: 0,
    startTime: '',
    startTimeUnixNano,
    endTimeUnixNano,
    durationMs: endTimeUnixNano === '0' ? null : unixNanoToMs(BigInt(endTimeUnixNano) - BigInt(startTimeUnixNano)),
    attributes: facts.attributes ?? NOTHING,
    resource: facts.resource ?? NOTHING,
    scope: NO_SCOPE,
    events: NONE,
    links: NONE,
  };
}

function parseFacts(text: string): Partial<SpanRecord> {
  return JSON.parse(text) as Partial<SpanRecord>;
}

/** The same row with those texts that many spans have alike taken from `shared`, where they are kept: they would be in memory for each of them. */
export function withSharedTexts(row: FactsTuple, shared: Map<string, string>): FactsTuple {
  const share = <Text extends string>(text: Text): Text => {
    const known = shared.get(text) as Text | undefined;
    if (known === undefined) shared.set(text, text);
    return known ?? text;
  };
  const [facts, spanId, parentSpanId, traceId, kind, status, startNano, endNano, inputTokens, outputTokens, computedCostUsd] = row;
  const [, , , , , , , , , , , name, sessionId, userId, agentName, model, provider, toolName, environment, rowHash] = row;
  return [
    facts, spanId, share(parentSpanId), share(traceId), share(kind), share(status), startNano, endNano, inputTokens, outputTokens, computedCostUsd,
    share(name), share(sessionId), share(userId), share(agentName), share(model), share(provider), share(toolName), share(environment), rowHash,
  ];
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
