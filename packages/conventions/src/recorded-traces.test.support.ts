import { readdirSync, readFileSync } from 'node:fs';
import type { JsonObject, JsonValue, RawLog, RawSpan, SpanId, SpanRecord, TraceId, UnixNano } from '@heddle/model';
import { joinLogs } from './join-logs.js';
import { normaliseSpan } from './normalise-span.js';
import { resolveTrace, type ResolvedTrace } from './resolve-trace/resolve-trace.js';

interface AnyValue {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: string | number;
  readonly doubleValue?: number;
  readonly arrayValue?: { readonly values?: readonly AnyValue[] };
  readonly kvlistValue?: { readonly values?: readonly KeyValue[] };
}
interface KeyValue { readonly key: string; readonly value?: AnyValue }
interface WireSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind?: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano?: string;
  readonly status?: { readonly code?: number; readonly message?: string };
  readonly attributes?: readonly KeyValue[];
  readonly events?: readonly { readonly name: string; readonly timeUnixNano: string; readonly attributes?: readonly KeyValue[] }[];
  readonly droppedAttributesCount?: number;
}
interface WireLog {
  readonly traceId?: string;
  readonly spanId?: string;
  readonly timeUnixNano?: string;
  readonly observedTimeUnixNano?: string;
  readonly severityNumber?: number;
  readonly severityText?: string;
  readonly eventName?: string;
  readonly body?: AnyValue;
  readonly attributes?: readonly KeyValue[];
}
interface WireScope { readonly name?: string; readonly version?: string }
interface WireResource { readonly attributes?: readonly KeyValue[] }
interface RecordingFile {
  readonly packages: Readonly<Record<string, string>>;
  readonly resourceSpans: readonly { readonly resource: WireResource; readonly scopeSpans: readonly { readonly scope?: WireScope; readonly spans: readonly WireSpan[] }[] }[];
  readonly resourceLogs?: readonly { readonly resource: WireResource; readonly scopeLogs: readonly { readonly scope?: WireScope; readonly logRecords: readonly WireLog[] }[] }[];
}

const FOLDER = new URL('../fixtures/recorded/', import.meta.url);

/** The recordings under `fixtures/recorded/`, by name. */
export const RECORDINGS: readonly string[] = readdirSync(FOLDER).map((file) => file.replace(/\.json$/, '')).toSorted();

/** What a real exporter sent, decoded and not interpreted, in the order of the file. */
export interface Recording {
  /** Versions, by the name of the package. */
  readonly packages: Readonly<Record<string, string>>;
  readonly spans: readonly RawSpan[];
  readonly logs: readonly RawLog[];
}

export function recording(name: string): Recording {
  const file = JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8')) as RecordingFile;
  return {
    packages: file.packages,
    spans: file.resourceSpans.flatMap(({ resource, scopeSpans }) => scopeSpans.flatMap(({ scope, spans }) => spans.map((span) => rawSpanOf(span, scope, objectOf(resource.attributes))))),
    logs: (file.resourceLogs ?? []).flatMap(({ resource, scopeLogs }) => scopeLogs.flatMap(({ scope, logRecords }) => logRecords.map((log) => rawLogOf(log, scope, objectOf(resource.attributes))))),
  };
}

/** The traces of a recording with their logs joined, resolved, in the order in which they began. */
export function recordedTraces(name: string): ResolvedTrace[] {
  const { spans, logs } = recording(name);
  return resolvedTraces(spans, logs);
}

/** Spans of any traces in any order, with logs that may have come before or after them. */
export function resolvedTraces(spans: readonly RawSpan[], logs: readonly RawLog[]): ResolvedTrace[] {
  const byTrace = new Map<string, SpanRecord[]>();
  for (const span of spans) {
    const record = joinLogs(normaliseSpan(span), logs.filter((log) => log.spanId === span.spanId));
    byTrace.set(record.traceId, [...(byTrace.get(record.traceId) ?? []), record]);
  }
  return [...byTrace.values()].map((records) => resolveTrace(records)).toSorted((a, b) => (a.trace.startTime < b.trace.startTime ? -1 : 1));
}

function rawSpanOf(span: WireSpan, scope: WireScope | undefined, resource: JsonObject): RawSpan {
  return {
    traceId: span.traceId as TraceId,
    spanId: span.spanId as SpanId,
    parentSpanId: (span.parentSpanId || undefined) as SpanId | undefined,
    name: span.name,
    otelKind: span.kind ?? 0,
    startTime: BigInt(span.startTimeUnixNano) as UnixNano,
    endTime: BigInt(span.endTimeUnixNano ?? 0) as UnixNano,
    statusCode: span.status?.code ?? 0,
    statusMessage: span.status?.message ?? '',
    attributes: objectOf(span.attributes),
    events: (span.events ?? []).map((event) => ({ name: event.name, time: BigInt(event.timeUnixNano) as UnixNano, attributes: objectOf(event.attributes) })),
    links: [],
    resource,
    scope: { name: scope?.name ?? '', version: scope?.version ?? '', attributes: {} },
    droppedAttributesCount: span.droppedAttributesCount ?? 0,
  };
}

function rawLogOf(log: WireLog, scope: WireScope | undefined, resource: JsonObject): RawLog {
  const attributes = objectOf(log.attributes);
  const older = attributes['event.name'];
  return {
    ...(log.traceId && { traceId: log.traceId as TraceId }),
    ...(log.spanId && { spanId: log.spanId as SpanId }),
    time: BigInt(log.timeUnixNano ?? log.observedTimeUnixNano ?? 0) as UnixNano,
    severityNumber: log.severityNumber ?? 0,
    severityText: log.severityText ?? '',
    eventName: log.eventName ?? (typeof older === 'string' ? older : ''),
    body: valueOf(log.body),
    attributes,
    resource,
    scope: { name: scope?.name ?? '', version: scope?.version ?? '', attributes: {} },
  };
}

function objectOf(list: readonly KeyValue[] = []): JsonObject {
  return Object.fromEntries(list.map(({ key, value }) => [key, valueOf(value)]));
}

function valueOf(value: AnyValue | undefined): JsonValue {
  if (value?.arrayValue) return (value.arrayValue.values ?? []).map(valueOf);
  if (value?.kvlistValue) return objectOf(value.kvlistValue.values);
  if (value?.intValue !== undefined) return Number(value.intValue);
  return value?.stringValue ?? value?.boolValue ?? value?.doubleValue ?? null;
}
