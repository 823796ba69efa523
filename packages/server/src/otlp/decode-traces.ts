import type { JsonObject, JsonValue, RawSpan, RawSpanEvent, RawSpanLink, SpanId, TraceId } from '@heddle/model';
import { NO_RESOURCE, NO_SCOPE, type Scope, decodeKeyValue, decodeResource, decodeScope } from './decode-common.js';
import { DecodeBudget, SPAN_NODES } from './decode-budget.js';
import { type DecodeSteps, type DecodedSpans, Rejections } from './decoded.js';
import { ProtobufReader } from './protobuf-reader.js';
import { isAbsentId, requireSpanId, requireTime, requireTraceId } from './record-facts.js';

/**
 * Reads the spans of an `ExportTraceServiceRequest` in protobuf, each when it is asked for: whoever encodes one before the next is made
 * leaves little to the garbage collector. What is around the spans has been read by then. Hot: every span passes here.
 *
 * @throws {DecodeError} when the body as a whole cannot be read; a fault within one span only refuses that span
 * @see OTLP 1.9 `trace_service.proto` and `trace.proto`
 */
export function* decodeTraces(body: Buffer, budget: DecodeBudget = new DecodeBudget()): DecodeSteps<DecodedSpans> {
  const reader = new ProtobufReader(body);
  const groups: SpanGroup[] = [];
  while (reader.next()) {
    if (reader.field === 1) yield* findInResource(reader, budget, groups);
    else reader.skip();
  }
  const rejections = new Rejections();
  return { records: decodeSpans(body, groups, budget, rejections), rejections };
}

/** Where the spans of one scope stand in the body. */
interface SpanGroup {
  readonly resource: JsonObject;
  readonly scope: Scope;
  readonly start: number;
  readonly end: number;
}

function* findInResource(reader: ProtobufReader, budget: DecodeBudget, groups: SpanGroup[]): Generator<void> {
  const outer = reader.enter();
  // Protobuf allows fields in any order, and every span needs the resource: so it is looked for first.
  const start = reader.mark();
  let resource = NO_RESOURCE;
  while (reader.next()) {
    if (reader.field === 1) resource = decodeResource(reader, budget);
    else reader.skip();
  }
  reader.rewind(start);
  while (reader.next()) {
    if (reader.field === 2) groups.push(yield* findInScope(reader, budget, resource));
    else reader.skip();
  }
  reader.leave(outer);
}

/** Spans that are looked for before others have a turn. */
const SPANS_AT_ONCE = 1_000;

function* findInScope(reader: ProtobufReader, budget: DecodeBudget, resource: JsonObject): Generator<void, SpanGroup> {
  budget.spend();
  const outer = reader.enter();
  const start = reader.mark();
  let scope = NO_SCOPE;
  for (let spans = 0; reader.next();) {
    if (reader.field === 1) {
      scope = decodeScope(reader, budget);
    } else if (reader.field === 2) {
      budget.spend(SPAN_NODES);
      reader.leave(reader.enter());
      if (++spans % SPANS_AT_ONCE === 0) yield;
    } else {
      reader.skip();
    }
  }
  const group = { resource, scope, start, end: reader.end };
  reader.leave(outer);
  yield;
  return group;
}

function* decodeSpans(body: Buffer, groups: readonly SpanGroup[], budget: DecodeBudget, rejections: Rejections): Generator<RawSpan | undefined> {
  for (const { resource, scope, start, end } of groups) {
    const reader = new ProtobufReader(body, start, end);
    while (reader.next()) {
      if (reader.field !== 2) {
        reader.skip();
        continue;
      }
      const groupEnd = reader.enter();
      const spanEnd = reader.end;
      const span = rejections.guard(() => decodeSpan(reader, budget, resource, scope));
      reader.abandon(spanEnd, groupEnd);
      yield span;
    }
  }
}

function decodeSpan(reader: ProtobufReader, budget: DecodeBudget, resource: JsonObject, scope: Scope): RawSpan {
  let traceId = '';
  let spanId = '';
  let parentSpanId = '';
  let name = '';
  let otelKind = 0;
  let startTime = 0n;
  let endTime = 0n;
  let status = NO_STATUS;
  let droppedAttributesCount = 0;
  const attributes: Record<string, JsonValue> = {};
  const events: RawSpanEvent[] = [];
  const links: RawSpanLink[] = [];
  while (reader.next()) {
    switch (reader.field) {
      case 1: traceId = reader.hex(); break;
      case 2: spanId = reader.hex(); break;
      case 4: parentSpanId = reader.hex(); break;
      case 5: name = reader.text(); break;
      case 6: otelKind = reader.uint32(); break;
      case 7: startTime = reader.fixed64(); break;
      case 8: endTime = reader.fixed64(); break;
      case 9: decodeKeyValue(reader, attributes, budget); break;
      case 10: droppedAttributesCount = reader.uint32(); break;
      case 11: events.push(decodeEvent(reader, budget)); break;
      case 13: decodeLink(reader, links, budget); break;
      case 15: status = decodeStatus(reader); break;
      default: reader.skip();
    }
  }
  return {
    traceId: requireTraceId(traceId),
    spanId: requireSpanId(spanId),
    // No spread: it took as long as all the rest of the object.
    parentSpanId: isAbsentId(parentSpanId) ? undefined : requireSpanId(parentSpanId),
    name,
    otelKind: otelKind <= 5 ? otelKind : 0,
    startTime: requireTime(startTime),
    endTime: requireTime(endTime),
    statusCode: status.code,
    statusMessage: status.message,
    attributes,
    events,
    links,
    resource,
    scope,
    droppedAttributesCount,
  };
}

const NO_STATUS = { code: 0, message: '' };

function decodeStatus(reader: ProtobufReader): { readonly code: number; readonly message: string } {
  const outer = reader.enter();
  let code = 0;
  let message = '';
  while (reader.next()) {
    if (reader.field === 2) message = reader.text();
    else if (reader.field === 3) code = reader.uint32();
    else reader.skip();
  }
  reader.leave(outer);
  return { code: code <= 2 ? code : 0, message };
}

function decodeEvent(reader: ProtobufReader, budget: DecodeBudget): RawSpanEvent {
  budget.spend();
  const outer = reader.enter();
  let name = '';
  let time = 0n;
  const attributes: Record<string, JsonValue> = {};
  while (reader.next()) {
    switch (reader.field) {
      case 1: time = reader.fixed64(); break;
      case 2: name = reader.text(); break;
      case 3: decodeKeyValue(reader, attributes, budget); break;
      default: reader.skip();
    }
  }
  reader.leave(outer);
  return { name, time: requireTime(time), attributes };
}

/** A link that points nowhere is left out; it is no reason to lose the span. */
function decodeLink(reader: ProtobufReader, links: RawSpanLink[], budget: DecodeBudget): void {
  budget.spend();
  const outer = reader.enter();
  let traceId = '';
  let spanId = '';
  const attributes: Record<string, JsonValue> = {};
  while (reader.next()) {
    switch (reader.field) {
      case 1: traceId = reader.hex(); break;
      case 2: spanId = reader.hex(); break;
      case 4: decodeKeyValue(reader, attributes, budget); break;
      default: reader.skip();
    }
  }
  reader.leave(outer);
  if (traceId.length === 32 && spanId.length === 16 && !isAbsentId(traceId) && !isAbsentId(spanId)) {
    links.push({ traceId: traceId as TraceId, spanId: spanId as SpanId, attributes });
  }
}
