import { GEN_AI, HEDDLE, type OperationEnd, type OperationStart, type SpanRecord } from '@heddle/model';
import { jsonAt, structuredAt, textAt } from './attribute-readers.js';
import { durationOf, failureOf, type DecodedSpan } from './decoded-span.js';

/** Attributes that every span of ours can have: they are not the caller's. */
const OURS: ReadonlySet<string> = new Set([
  HEDDLE.kind, HEDDLE.roundId, HEDDLE.postId, HEDDLE.operationName, HEDDLE.operationInput, HEDDLE.operationOutput, HEDDLE.structured,
  HEDDLE.spanState, HEDDLE.spanEndReason, GEN_AI.conversationId, GEN_AI.sessionId, GEN_AI.userId, GEN_AI.errorType,
]);

/** The inverse of `operation-span.ts`. */
export function operationOfSpan(span: SpanRecord): DecodedSpan {
  const name = textAt(span, HEDDLE.operationName);
  const input = jsonAt(span, HEDDLE.operationInput);
  const start: OperationStart = {
    type: 'operation-start',
    name,
    kind: span.kind,
    ...(input !== undefined && { input }),
    attributes: structuredAt(span, '', (key) => OURS.has(key)),
  };
  const end = (): OperationEnd => {
    const output = jsonAt(span, HEDDLE.operationOutput);
    return { type: 'operation-end', name, ...(output !== undefined && { output }), ...failureOf(span), durationMs: durationOf(span) };
  };
  return { start, end };
}
