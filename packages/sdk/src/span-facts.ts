import { HEDDLE } from '@heddle/model';
import { createContextKey, type Attributes, type Context } from '@opentelemetry/api';
import type { Span, SpanProcessor } from '@opentelemetry/sdk-trace-base';
import { SCOPE_NAME } from './encoding/recorded-span.js';

const FACTS = createContextKey('heddle: session, round and post of the work in this context');

/** A context whose spans, whoever makes them, belong to a session. */
export function withSpanFacts(context: Context, facts: Attributes): Context {
  return context.setValue(FACTS, facts);
}

/**
 * Writes session, round and post on spans that libraries make inside an operation, such as an HTTP request, and
 * `heddle.kind` = `other` where they do not say what they are. Goes before the processors that export.
 */
export const spanFactsProcessor: SpanProcessor = {
  onStart(span: Span, parent: Context) {
    const facts = parent.getValue(FACTS) as Attributes | undefined;
    // Our own spans bring everything themselves.
    if (!facts || span.instrumentationScope.name === SCOPE_NAME) return;
    for (const [key, value] of Object.entries({ [HEDDLE.kind]: 'other', ...facts })) {
      if (!(key in span.attributes) && value !== undefined) span.setAttribute(key, value);
    }
  },
  onEnd() {},
  forceFlush: async () => {},
  shutdown: async () => {},
};
