import { isJsonObject } from '@heddle/model';
import type { JsonObject, JsonValue, RawLog, RawSpan, UnixNano } from '@heddle/model';
import { restoreAttributes, restoreValue, storeAttributes, storeShared, storeText, storeValue } from './content-references.js';
import type { Contents, KnownContents } from './content-references.js';

/** A span as the column `raw` holds it as JSON text: times as digits, long values by their hash, without what most spans do not have. */
export function storeSpan(span: RawSpan, contents: Contents): StoredSpan {
  const { traceId, spanId, parentSpanId, events, links, scope } = span;
  const scopeAttributes = storeShared(scope.attributes, contents);
  // Hot: what is left out is `undefined`, which JSON leaves out too; spreads took three times as long. The order is part of a span's version.
  return {
    traceId,
    spanId,
    parentSpanId,
    name: storeText(span.name, contents),
    otelKind: span.otelKind,
    startTime: String(span.startTime),
    endTime: String(span.endTime),
    statusCode: span.statusCode === 0 ? undefined : span.statusCode,
    statusMessage: span.statusMessage === '' ? undefined : storeText(span.statusMessage, contents),
    attributes: storeAttributes(span.attributes, contents),
    events: events.length === 0 ? undefined : events.map((event) => ({
      name: event.name, time: String(event.time), attributes: storeAttributes(event.attributes, contents),
    })),
    links: links.length === 0 ? undefined : links.map((link) => ({ ...link, attributes: storeAttributes(link.attributes, contents) })),
    resource: storeShared(span.resource, contents),
    scope: isEmptyObject(scopeAttributes) ? { name: scope.name, version: scope.version } : { name: scope.name, version: scope.version, attributes: scopeAttributes },
    droppedAttributesCount: span.droppedAttributesCount === 0 ? undefined : span.droppedAttributesCount,
  };
}

/**
 * Reads the text of {@link storeSpan}.
 *
 * @param restore - puts the long values of attributes back where they were
 */
export function decodeRawSpan(text: string, contents: KnownContents, restore: typeof restoreAttributes = restoreAttributes): RawSpan {
  const stored = JSON.parse(text) as StoredSpan;
  return {
    traceId: stored.traceId,
    spanId: stored.spanId,
    ...(stored.parentSpanId !== undefined && { parentSpanId: stored.parentSpanId }),
    name: String(restoreValue(stored.name, contents)),
    otelKind: stored.otelKind,
    startTime: BigInt(stored.startTime) as UnixNano,
    endTime: BigInt(stored.endTime) as UnixNano,
    statusCode: stored.statusCode ?? 0,
    statusMessage: String(restoreValue(stored.statusMessage ?? '', contents)),
    attributes: restore(stored.attributes, contents),
    events: (stored.events ?? []).map((event) => ({
      name: event.name, time: BigInt(event.time) as UnixNano, attributes: restore(event.attributes, contents),
    })),
    links: (stored.links ?? []).map((link) => ({ ...link, attributes: restore(link.attributes, contents) })),
    resource: restoreObject(stored.resource, contents),
    scope: restoreScope(stored.scope, contents),
    droppedAttributesCount: stored.droppedAttributesCount ?? 0,
  };
}

/** A log record as the column `raw` holds it as JSON text, like a span by {@link storeSpan}. */
export function storeLog(log: RawLog, contents: Contents): StoredLog {
  return {
    ...log,
    time: String(log.time),
    body: storeValue(log.body, contents),
    attributes: storeAttributes(log.attributes, contents),
    resource: storeShared(log.resource, contents),
    scope: { ...log.scope, attributes: storeShared(log.scope.attributes, contents) },
  };
}

/** Reads the text of {@link storeLog}. */
export function decodeRawLog(text: string, contents: KnownContents): RawLog {
  const stored = JSON.parse(text) as StoredLog;
  return {
    ...stored,
    time: BigInt(stored.time) as UnixNano,
    body: restoreValue(stored.body, contents),
    attributes: restoreAttributes(stored.attributes, contents),
    resource: restoreObject(stored.resource, contents),
    scope: restoreScope(stored.scope, contents),
  };
}

/** A scope whose attributes may be a reference; those without any say nothing of them. */
interface StoredScope {
  readonly name: string;
  readonly version: string;
  readonly attributes?: JsonValue;
}

export interface StoredSpan extends Pick<RawSpan, 'traceId' | 'spanId' | 'parentSpanId' | 'otelKind'>, Partial<Pick<RawSpan, 'statusCode' | 'links' | 'droppedAttributesCount'>> {
  readonly name: JsonValue;
  readonly startTime: string;
  readonly endTime: string;
  readonly statusMessage?: JsonValue;
  readonly attributes: JsonObject;
  readonly events?: readonly { readonly name: string; readonly time: string; readonly attributes: JsonObject }[];
  readonly resource: JsonValue;
  readonly scope: StoredScope;
}

export interface StoredLog extends Omit<RawLog, 'time' | 'attributes' | 'resource' | 'scope'> {
  readonly time: string;
  readonly attributes: JsonObject;
  readonly resource: JsonValue;
  readonly scope: StoredScope;
}

function restoreScope(scope: StoredScope, contents: KnownContents): RawSpan['scope'] {
  return { ...scope, attributes: restoreObject(scope.attributes ?? {}, contents) };
}

function restoreObject(stored: JsonValue, contents: KnownContents): JsonObject {
  const value = restoreValue(stored, contents);
  return isJsonObject(value) ? value : {};
}

function isEmptyObject(value: JsonValue): boolean {
  return isJsonObject(value) && Object.keys(value).length === 0;
}
