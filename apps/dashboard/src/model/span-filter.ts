import { parseSpanKind } from '@heddle/model';
import type { SpanKind, SpanRecord } from '@heddle/model';

/** What the filter field of a trace asks for. Every part must hold. */
export interface SpanFilter {
  readonly kinds: readonly SpanKind[];
  readonly statuses: readonly SpanRecord['status'][];
  /** Lowercase text that a field must have in it, such as `model` and `gpt-4o`. */
  readonly fields: readonly (readonly [field: FilterKey, text: string])[];
  /** Lowercase words; each must be found somewhere in the span. */
  readonly words: readonly string[];
}

/** Fields that can be asked for by name, and what stands in them. */
const FIELDS = {
  name: (span) => [span.name, span.sourceName],
  model: (span) => [span.model, span.requestModel],
  provider: (span) => [span.provider],
  agent: (span) => [span.agentName],
  role: (span) => [span.agentName],
  tool: (span) => [span.toolName],
  error: (span) => [span.error?.type, span.error?.message],
  user: (span) => [span.userId],
  session: (span) => [span.sessionId],
  tag: (span) => span.tags,
} as const satisfies Readonly<Record<string, (span: SpanRecord) => readonly (string | null | undefined)[]>>;

type FilterKey = keyof typeof FIELDS;

/** All that can be asked for by name. */
export const FILTER_KEYS: readonly string[] = ['kind', 'status', ...Object.keys(FIELDS)];

const STATUSES = ['running', 'ok', 'error'] as const;

/** Reads `kind:tool model:gpt-4o "timed out"`. A chip with an unknown value is taken as a word, so nothing typed is ignored. */
export function parseSpanFilter(text: string): SpanFilter {
  const kinds: SpanKind[] = [];
  const statuses: SpanRecord['status'][] = [];
  const fields: (readonly [FilterKey, string])[] = [];
  const words: string[] = [];
  for (const typed of text.match(/[a-z]+:"[^"]*"|"[^"]*"|\S+/g) ?? []) {
    const part = typed.replaceAll('"', '');
    if (part === '') continue;
    const [, key, value] = /^([a-z]+):(.+)$/s.exec(part) ?? [];
    const kind = key === 'kind' ? parseSpanKind(value) : undefined;
    const status = key === 'status' ? STATUSES.find((known) => known === value) : undefined;
    if (kind !== undefined) kinds.push(kind);
    else if (status !== undefined) statuses.push(status);
    else if (key !== undefined && Object.hasOwn(FIELDS, key)) fields.push([key as FilterKey, value!.toLowerCase()]);
    else words.push(part.toLowerCase());
  }
  return { kinds, statuses, fields, words };
}

export function isEmptyFilter(filter: SpanFilter): boolean {
  return filter.kinds.length === 0 && filter.statuses.length === 0 && filter.fields.length === 0 && filter.words.length === 0;
}

export function matchesFilter(span: SpanRecord, filter: SpanFilter): boolean {
  if (filter.kinds.length > 0 && !filter.kinds.includes(span.kind)) return false;
  if (filter.statuses.length > 0 && !filter.statuses.includes(span.status)) return false;
  const has = (field: FilterKey, asked: string) => FIELDS[field](span).some((value) => value?.toLowerCase().includes(asked));
  if (!filter.fields.every(([field, asked]) => has(field, asked))) return false;
  if (filter.words.length === 0) return true;
  const text = searchText(span);
  return filter.words.every((word) => text.includes(word));
}

const texts = new WeakMap<SpanRecord, string>();

/** Everything of a span that can be searched, made once: spans are never changed. */
function searchText(span: SpanRecord): string {
  let text = texts.get(span);
  if (text === undefined) {
    text = [
      span.name, span.sourceName, span.kind, span.spanId, span.model, span.requestModel, span.provider, span.agentName, span.toolName, span.error?.type, span.error?.message,
      JSON.stringify(span.toolArguments), JSON.stringify(span.toolResult), JSON.stringify(span.input), JSON.stringify(span.output),
      JSON.stringify(span.inputMessages), JSON.stringify(span.outputMessages), JSON.stringify(span.attributes), JSON.stringify(span.resource),
    ].join('\n').slice(0, 200_000).toLowerCase();
    texts.set(span, text);
  }
  return text;
}
