import type { JsonObject, SpanRecord } from '@heddle/model';
import type { TraceRoots } from './local-root.js';
import type { TraceTree } from './trace-tree.js';

export interface TraceIdentity {
  readonly sessionId: string | null;
  readonly userId: string | null;
  readonly tags: readonly string[];
  readonly metadata: JsonObject;
}

/**
 * Whose trace it is. Ids, tags and metadata stand on some spans only: on the root, on leaves, or on all.
 * Of several ids that of the span which stands for the trace counts, then the one that most agents have, then the root's, which may be a web
 * server's, then the one that most spans have.
 */
export function traceIdentity(tree: TraceTree, roots: TraceRoots): TraceIdentity {
  const rootSpans = [...new Set([roots.local, ...roots.proper])].map((row) => tree.spans[row]!);
  const tags = new Set<string>();
  for (const span of tree.spans) for (const tag of span.tags) tags.add(tag);
  return {
    sessionId: agreedId(tree.spans, rootSpans, (span) => span.sessionId),
    userId: agreedId(tree.spans, rootSpans, (span) => span.userId),
    tags: [...tags],
    metadata: agreedMetadata(tree.spans, rootSpans),
  };
}

function agreedId(spans: readonly SpanRecord[], roots: readonly SpanRecord[], idOf: (span: SpanRecord) => string | null): string | null {
  const [local, ...others] = roots;
  const ofRoots = () => others.map(idOf).find((id) => id !== null) ?? null;
  return (local && idOf(local)) ?? mostFrequent(spans.filter((span) => span.kind === 'agent'), idOf) ?? ofRoots() ?? mostFrequent(spans, idOf);
}

/** The id that most spans have; of equally frequent ones, the first in tree order. */
function mostFrequent(spans: readonly SpanRecord[], idOf: (span: SpanRecord) => string | null): string | null {
  const counts = new Map<string, number>();
  for (const span of spans) {
    const id = idOf(span);
    if (id !== null) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  let best: string | null = null;
  let most = 0;
  for (const [id, count] of counts) if (count > most) [best, most] = [id, count];
  return best;
}

function agreedMetadata(spans: readonly SpanRecord[], roots: readonly SpanRecord[]): JsonObject {
  const entries = roots.toReversed().flatMap((root) => Object.entries(root.metadata));
  if (entries.length > 0) return Object.fromEntries(entries);
  return spans.find((span) => hasKeys(span.metadata))?.metadata ?? {};
}

function hasKeys(object: JsonObject): boolean {
  for (const key in object) if (Object.hasOwn(object, key)) return true;
  return false;
}
