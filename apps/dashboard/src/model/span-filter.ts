import { parseSpanKind } from '@heddle/model';
import type { SpanKind, SpanRecord } from '@heddle/model';

/** What the filter field of a trace asks for. Every part must hold. */
export interface SpanFilter {
  readonly kinds: readonly SpanKind[];
  readonly statuses: readonly SpanRecord['status'][];
  /** Lowercase words; each must be found somewhere in the span. */
  readonly words: readonly string[];
}

const STATUSES = ['running', 'ok', 'error'] as const;

/** Reads `kind:tool status:error timeout`. A chip with an unknown value is taken as a word, so nothing typed is ignored. */
export function parseSpanFilter(text: string): SpanFilter {
  const kinds: SpanKind[] = [];
  const statuses: SpanRecord['status'][] = [];
  const words: string[] = [];
  for (const part of text.trim().split(/\s+/)) {
    if (part === '') continue;
    const [key, value] = part.split(':', 2) as [string, string | undefined];
    const kind = key === 'kind' ? parseSpanKind(value) : undefined;
    const status = key === 'status' ? STATUSES.find((known) => known === value) : undefined;
    if (kind !== undefined) kinds.push(kind);
    else if (status !== undefined) statuses.push(status);
    else words.push(part.toLowerCase());
  }
  return { kinds, statuses, words };
}

export function isEmptyFilter(filter: SpanFilter): boolean {
  return filter.kinds.length === 0 && filter.statuses.length === 0 && filter.words.length === 0;
}

export function matchesFilter(span: SpanRecord, filter: SpanFilter): boolean {
  if (filter.kinds.length > 0 && !filter.kinds.includes(span.kind)) return false;
  if (filter.statuses.length > 0 && !filter.statuses.includes(span.status)) return false;
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
      span.name, span.sourceName, span.kind, span.spanId, span.model, span.agentName, span.toolName, span.error?.type, span.error?.message,
      JSON.stringify(span.toolArguments), JSON.stringify(span.toolResult), JSON.stringify(span.input), JSON.stringify(span.output),
      JSON.stringify(span.inputMessages), JSON.stringify(span.outputMessages), JSON.stringify(span.attributes),
    ].join('\n').slice(0, 200_000).toLowerCase();
    texts.set(span, text);
  }
  return text;
}
