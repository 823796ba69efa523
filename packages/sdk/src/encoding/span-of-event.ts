import { GEN_AI, HEDDLE, type EventEnvelope, type EventPayload } from '@heddle/model';
import type { Attributes } from '@opentelemetry/api';
import { endCallSpan, openAggregateSpan, openCallSpan } from './call-span.js';
import { endCellSpan, openCellSpan } from './cell-span.js';
import type { SessionFacts, SpanEnding, SpanOpening } from './encoded-span.js';
import { endModelCallSpan, failModelCallSpan, openModelCallSpan } from './model-call-span.js';
import { endOperationSpan, openOperationSpan } from './operation-span.js';
import { endPostSpan, openPostSpan } from './post-span.js';
import { endRoundSpan, openRoundSpan } from './round-span.js';

/**
 * Events and spans are two encodings of one record. These two functions are the whole translation, and they are pure:
 * `observe` uses them while things happen, recovery uses them on a journal, and both get the same spans.
 */

/** The span that an event opens; `undefined` when it opens none. */
export function spanOpening(payload: EventPayload, session: SessionFacts): SpanOpening | undefined {
  switch (payload.type) {
    case 'round-start': return openRoundSpan(payload, session);
    case 'post-start': return openPostSpan(payload);
    case 'model-call-request': return openModelCallSpan(payload);
    case 'cell-start': return openCellSpan(payload);
    case 'call-start': return openCallSpan(payload);
    case 'call-aggregate': return openAggregateSpan(payload);
    case 'operation-start': return openOperationSpan(payload);
    default: return undefined;
  }
}

/** How an event ends its span; `undefined` when it ends none. */
export function spanEnding(payload: EventPayload): SpanEnding | undefined {
  switch (payload.type) {
    case 'round-end': return endRoundSpan(payload);
    case 'post-end': return endPostSpan(payload);
    case 'model-call-end': return endModelCallSpan(payload);
    case 'model-call-error': return failModelCallSpan(payload);
    case 'cell-end': return endCellSpan(payload);
    case 'call-end': return endCallSpan(payload);
    case 'operation-end': return endOperationSpan(payload);
    default: return undefined;
  }
}

/** Attributes that every span of a session has, whatever it is. */
export function commonAttributes(opening: SpanOpening, session: SessionFacts, scope: Pick<EventEnvelope, 'roundId' | 'postId'>): Attributes {
  return { [HEDDLE.kind]: opening.kind, ...sharedAttributes(session, scope) };
}

/** Attributes by which a span belongs to session, round and post: also for spans that libraries make below ours. */
export function sharedAttributes(session: SessionFacts, scope: Pick<EventEnvelope, 'roundId' | 'postId'>): Attributes {
  return {
    [GEN_AI.conversationId]: session.sessionId,
    [GEN_AI.sessionId]: session.sessionId,
    ...(session.userId !== undefined && { [GEN_AI.userId]: session.userId }),
    ...(scope.roundId !== undefined && { [HEDDLE.roundId]: scope.roundId }),
    ...(scope.postId !== undefined && { [HEDDLE.postId]: scope.postId }),
  };
}

/** Attributes of an ended span that say how it ended. */
export function endingAttributes(ending: SpanEnding): Attributes {
  // A crash ends every kind of span; most have no other reason that could be one.
  const endReason = ending.error?.type === 'host-crash' ? 'host-crash' : ending.endReason;
  return {
    ...ending.attributes,
    ...(ending.error && { [GEN_AI.errorType]: ending.error.type }),
    ...(endReason !== undefined && { [HEDDLE.spanEndReason]: endReason }),
  };
}
