import { GEN_AI, HEDDLE, messageText, type Artifact, type RoundEnd, type RoundStart, type RoundState, type SpanRecord, type StopReason } from '@heddle/model';
import { listAt, messagesAt, numberAt, optionalTextAt, textAt } from './attribute-readers.js';
import { durationOf, failureOf, type DecodedSpan } from './decoded-span.js';

/** The inverse of `round-span.ts`. */
export function roundOfSpan(span: SpanRecord): DecodedSpan {
  const start: RoundStart = {
    type: 'round-start',
    index: numberAt(span, HEDDLE.roundIndex),
    segment: numberAt(span, HEDDLE.roundSegment),
    query: textOf(span, GEN_AI.inputMessages),
    files: listAt<Artifact>(span, HEDDLE.artifacts),
  };
  const end = (): RoundEnd => {
    const reason = optionalTextAt(span, HEDDLE.roundReason);
    const stopReason = optionalTextAt(span, HEDDLE.roundStopReason) as StopReason | undefined;
    return {
      type: 'round-end',
      state: textAt(span, HEDDLE.roundState) as RoundState,
      ...(stopReason !== undefined && { stopReason }),
      reply: textOf(span, GEN_AI.outputMessages),
      ...(reason !== undefined && { reason }),
      ...failureOf(span),
      durationMs: durationOf(span),
    };
  };
  return { start, end };
}

function textOf(span: SpanRecord, key: string): string {
  const [message] = messagesAt(span, key);
  return message ? messageText(message) : '';
}
