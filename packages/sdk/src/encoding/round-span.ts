import { GEN_AI, HEDDLE, type Message, type RoundEnd, type RoundStart } from '@heddle/model';
import { jsonAttribute, type SessionFacts, type SpanEnding, type SpanOpening } from './encoded-span.js';

export function openRoundSpan(event: RoundStart, session: SessionFacts): SpanOpening {
  const input: Message = { role: 'user', parts: [{ type: 'text', content: event.query }] };
  return {
    name: `invoke_workflow ${session.app}`,
    kind: 'round',
    client: false,
    ...(event.continues && { links: [event.continues] }),
    attributes: {
      [GEN_AI.operationName]: 'invoke_workflow',
      [GEN_AI.workflowName]: session.app,
      [GEN_AI.inputMessages]: jsonAttribute([input]),
      [HEDDLE.roundIndex]: event.index,
      [HEDDLE.roundSegment]: event.segment,
      ...(event.files.length > 0 && { [HEDDLE.artifacts]: jsonAttribute(event.files) }),
      ...(session.tags.length > 0 && { [HEDDLE.tags]: [...session.tags] }),
    },
  };
}

export function endRoundSpan(event: RoundEnd): SpanEnding {
  const output: Message = { role: 'assistant', parts: [{ type: 'text', content: event.reply }] };
  const failed = event.state === 'failed' || event.state === 'cancelled';
  return {
    attributes: { [GEN_AI.outputMessages]: jsonAttribute([output]), [HEDDLE.roundState]: event.state, ...(event.stopReason !== undefined && { [HEDDLE.roundStopReason]: event.stopReason }), ...(event.reason !== undefined && { [HEDDLE.roundReason]: event.reason }) },
    error: failed ? (event.error ?? { type: event.state, message: event.reason ?? `The round was ${event.state}.` }) : undefined,
    endReason: event.state === 'cancelled' ? 'cancelled' : undefined,
  };
}
