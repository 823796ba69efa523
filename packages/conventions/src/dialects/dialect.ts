import type { RawSpan, SpanKind } from '@heddle/model';
import type { SpanDraft } from '../span-draft.js';

/**
 * One way of writing agent spans. A span may speak several at once: a framework's own keys beside GenAI's.
 * Both functions only look at the span; the draft is theirs to fill, where it is still `undefined`.
 */
export interface Dialect {
  /** What the span is, by this dialect's own marker; `undefined` leaves the answer to the next dialect. */
  readonly kindOf: (span: RawSpan) => SpanKind | undefined;
  readonly fill: (draft: SpanDraft, span: RawSpan) => void;
}
