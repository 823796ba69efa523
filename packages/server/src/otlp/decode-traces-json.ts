import { type JsonObject, type JsonValue, type RawSpan, type RawSpanEvent, type RawSpanLink, isJsonObject, parseSpanId, parseTraceId } from '@heddle/model';
import { attributesFromJson, parseRequest, resourceFromJson, scopeFromJson } from './decode-common-json.js';
import type { Scope } from './decode-common.js';
import { DecodeBudget, SPAN_NODES } from './decode-budget.js';
import { DecodeError } from './decode-error.js';
import { type DecodeSteps, Rejections } from './decoded.js';
import { countField, enumField, idField, listField, messageField, textField, timeField } from './json-fields.js';
import { isAbsentId, requireSpanId, requireTime, requireTraceId } from './record-facts.js';

const SPAN_KIND_NAMES = [
  'SPAN_KIND_UNSPECIFIED', 'SPAN_KIND_INTERNAL', 'SPAN_KIND_SERVER', 'SPAN_KIND_CLIENT', 'SPAN_KIND_PRODUCER', 'SPAN_KIND_CONSUMER',
];
const STATUS_CODE_NAMES = ['STATUS_CODE_UNSET', 'STATUS_CODE_OK', 'STATUS_CODE_ERROR'];

/**
 * Reads the spans of an `ExportTraceServiceRequest` in JSON, in every spelling that `json-fields.ts` names.
 *
 * @throws {DecodeError} when the body as a whole cannot be read; a fault within one span only refuses that span
 */
export function* decodeTracesJson(body: Buffer, budget: DecodeBudget = new DecodeBudget()): DecodeSteps<readonly RawSpan[]> {
  const request = yield* parseRequest(body, budget, 'resourceSpans', 'resource_spans');
  const records: RawSpan[] = [];
  const rejections = new Rejections();
  for (const resourceSpans of listField(request, 'resourceSpans', 'resource_spans')) {
    if (!isJsonObject(resourceSpans)) throw new DecodeError('An item of resourceSpans is not an object.');
    const resource = resourceFromJson(resourceSpans, budget);
    for (const scopeSpans of listField(resourceSpans, 'scopeSpans', 'scope_spans')) {
      if (!isJsonObject(scopeSpans)) throw new DecodeError('An item of scopeSpans is not an object.');
      const scope = scopeFromJson(scopeSpans, budget);
      for (const span of listField(scopeSpans, 'spans')) {
        const record = rejections.guard(() => spanFromJson(span, budget, resource, scope));
        if (record !== undefined) records.push(record);
        yield;
      }
    }
  }
  return { records, rejections };
}

function spanFromJson(span: JsonValue, budget: DecodeBudget, resource: JsonObject, scope: Scope): RawSpan {
  budget.spend(SPAN_NODES);
  if (!isJsonObject(span)) throw new DecodeError('a span is not an object');
  const parentSpanId = idField(span, 'parentSpanId', 'parent_span_id', 8);
  const status = messageField(span, 'status');
  return {
    traceId: requireTraceId(idField(span, 'traceId', 'trace_id', 16)),
    spanId: requireSpanId(idField(span, 'spanId', 'span_id', 8)),
    ...(!isAbsentId(parentSpanId) && { parentSpanId: requireSpanId(parentSpanId) }),
    name: textField(span, 'name'),
    otelKind: enumField(span, 'kind', 'kind', SPAN_KIND_NAMES),
    startTime: requireTime(timeField(span, 'startTimeUnixNano', 'start_time_unix_nano')),
    endTime: requireTime(timeField(span, 'endTimeUnixNano', 'end_time_unix_nano')),
    statusCode: enumField(status, 'code', 'code', STATUS_CODE_NAMES),
    statusMessage: textField(status, 'message'),
    attributes: attributesFromJson(listField(span, 'attributes'), budget),
    events: listField(span, 'events').map((event) => eventFromJson(event, budget)),
    links: listField(span, 'links').flatMap((link) => linkFromJson(link, budget)),
    resource,
    scope,
    droppedAttributesCount: countField(span, 'droppedAttributesCount', 'dropped_attributes_count'),
  };
}

function eventFromJson(event: JsonValue, budget: DecodeBudget): RawSpanEvent {
  budget.spend();
  if (!isJsonObject(event)) throw new DecodeError('a span event is not an object');
  return {
    name: textField(event, 'name'),
    time: requireTime(timeField(event, 'timeUnixNano', 'time_unix_nano')),
    attributes: attributesFromJson(listField(event, 'attributes'), budget),
  };
}

/** A link that points nowhere is left out; it is no reason to lose the span. */
function linkFromJson(link: JsonValue, budget: DecodeBudget): readonly RawSpanLink[] {
  budget.spend();
  if (!isJsonObject(link)) throw new DecodeError('a span link is not an object');
  const traceId = parseTraceId(idField(link, 'traceId', 'trace_id', 16).toLowerCase());
  const spanId = parseSpanId(idField(link, 'spanId', 'span_id', 8).toLowerCase());
  if (traceId === undefined || spanId === undefined) return [];
  return [{ traceId, spanId, attributes: attributesFromJson(listField(link, 'attributes'), budget) }];
}
