import { GEN_AI, HEDDLE, STARTED, isJsonObject, parseSpanKind, type JsonObject, type JsonValue, type RawSpan } from '@heddle/model';
import { amountOf, countOf } from '../attributes/amount-of.js';
import { safeJson } from '../attributes/safe-json.js';
import { parseJson, structuredObject } from '../attributes/structured.js';
import { textList } from '../attributes/text-list.js';
import { textOf } from '../attributes/text-of.js';
import type { SpanDraft } from '../span-draft.js';
import type { Dialect } from './dialect.js';

/** Our own spans: `heddle.kind` says what they are, GenAI keys the standard facts, `heddle.*` the rest. */
export const heddle: Dialect = {
  kindOf: (span) => parseSpanKind(span.attributes[HEDDLE.kind]),
  fill,
};

function fill(draft: SpanDraft, { attributes }: RawSpan): void {
  if (attributes[HEDDLE.spanState] === STARTED) draft.status = 'running';
  draft.selfReported = attributes[HEDDLE.selfReported] === true;
  draft.reportedCostUsd = amountOf(attributes[HEDDLE.costUsd]);
  draft.tags = HEDDLE.tags in attributes ? textList(attributes[HEDDLE.tags]) : undefined;
  draft.input = contentOf(attributes[HEDDLE.operationInput]);
  draft.output = contentOf(attributes[HEDDLE.operationOutput]);
  draft.toolArguments = contentOf(attributes[GEN_AI.toolArguments]);
  draft.toolResult = contentOf(attributes[GEN_AI.toolResult]);
  if (draft.kind === 'agent') draft.agentName = textOf(attributes[HEDDLE.postFrom]);
  if (draft.kind === 'code') draft.code = codeOf(attributes, draft);
  if (draft.kind === 'tool') draft.call = callOf(attributes);
}

/** Our content attributes are JSON text without exception: `1` is a number here, `"1"` a text. */
function contentOf(value: JsonValue | undefined): JsonValue | undefined {
  if (typeof value === 'string') return parseJson(value) ?? value;
  return value === undefined ? undefined : safeJson(value);
}

function codeOf(attributes: JsonObject, draft: SpanDraft): SpanDraft['code'] {
  const request = isJsonObject(draft.toolArguments) ? draft.toolArguments : {};
  const result = structuredObject(draft.toolResult) ?? {};
  return {
    source: textOf(request['code']) ?? '',
    language: textOf(attributes[HEDDLE.cellLanguage]) ?? textOf(request['language']) ?? '',
    output: (textOf(result['stdout']) ?? '') + (textOf(result['stderr']) ?? ''),
    status: textOf(attributes[HEDDLE.cellStatus]) ?? (draft.status === 'running' ? 'running' : ''),
  };
}

function callOf(attributes: JsonObject): SpanDraft['call'] {
  const cellId = textOf(attributes[HEDDLE.callCell]);
  if (cellId === undefined) return undefined;
  return {
    cellId,
    line: countOf(attributes[HEDDLE.callLine]) ?? null,
    column: countOf(attributes[HEDDLE.callColumn]) ?? null,
    sequence: countOf(attributes[HEDDLE.callSequence]) ?? null,
    origin: textOf(attributes[HEDDLE.callOrigin]) ?? 'code',
  };
}
