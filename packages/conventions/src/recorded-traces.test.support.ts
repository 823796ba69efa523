import { readFileSync } from 'node:fs';
import type { JsonObject, JsonValue, RawSpan, SpanId, SpanRecord, TraceId, UnixNano } from '@heddle/model';
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
  readonly endTimeUnixNano: string;
  readonly status?: { readonly code?: number; readonly message?: string };
  readonly attributes?: readonly KeyValue[];
  readonly events?: readonly { readonly name: string; readonly timeUnixNano: string; readonly attributes?: readonly KeyValue[] }[];
}
interface Recording {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes?: readonly KeyValue[] };
    readonly scopeSpans: readonly { readonly scope?: { readonly name?: string; readonly version?: string }; readonly spans: readonly WireSpan[] }[];
  }[];
}

/** The traces of a recording under `fixtures/recorded/`, resolved, in the order in which they began. */
export function recordedTraces(name: string): ResolvedTrace[] {
  const file = JSON.parse(readFileSync(new URL(`../fixtures/recorded/${name}.json`, import.meta.url), 'utf8')) as Recording;
  const byTrace = new Map<string, SpanRecord[]>();
  for (const { resource, scopeSpans } of file.resourceSpans) {
    for (const { scope, spans } of scopeSpans) {
      for (const span of spans) {
        const record = normaliseSpan(rawSpanOf(span, scope, objectOf(resource.attributes)));
        byTrace.set(record.traceId, [...(byTrace.get(record.traceId) ?? []), record]);
      }
    }
  }
  return [...byTrace.values()].map((spans) => resolveTrace(spans)).toSorted((a, b) => (a.trace.startTime < b.trace.startTime ? -1 : 1));
}

function rawSpanOf(span: WireSpan, scope: { readonly name?: string; readonly version?: string } | undefined, resource: JsonObject): RawSpan {
  return {
    traceId: span.traceId as TraceId,
    spanId: span.spanId as SpanId,
    parentSpanId: (span.parentSpanId || undefined) as SpanId | undefined,
    name: span.name,
    otelKind: span.kind ?? 0,
    startTime: BigInt(span.startTimeUnixNano) as UnixNano,
    endTime: BigInt(span.endTimeUnixNano) as UnixNano,
    statusCode: span.status?.code ?? 0,
    statusMessage: span.status?.message ?? '',
    attributes: objectOf(span.attributes),
    events: (span.events ?? []).map((event) => ({ name: event.name, time: BigInt(event.timeUnixNano) as UnixNano, attributes: objectOf(event.attributes) })),
    links: [],
    resource,
    scope: { name: scope?.name ?? '', version: scope?.version ?? '', attributes: {} },
    droppedAttributesCount: 0,
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
