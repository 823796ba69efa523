import { GEN_AI, HEDDLE, type Message, type PostEnd, type PostStart } from '@heddle/model';
import { jsonAttribute, type SpanEnding, type SpanOpening } from './encoded-span.js';

export function openPostSpan(event: PostStart): SpanOpening {
  return {
    name: `invoke_agent ${event.from}`,
    kind: 'agent',
    client: false,
    attributes: {
      [GEN_AI.operationName]: 'invoke_agent',
      [GEN_AI.agentName]: event.from,
      [HEDDLE.postFrom]: event.from,
      [HEDDLE.postReplyTo]: event.replyTo,
    },
  };
}

export function endPostSpan(event: PostEnd): SpanEnding {
  const output: Message = { role: 'assistant', name: event.from, parts: [{ type: 'text', content: event.message }] };
  return {
    attributes: {
      [GEN_AI.outputMessages]: jsonAttribute([output]),
      [HEDDLE.postTo]: event.to,
      ...(event.attachments.length > 0 && { [HEDDLE.postAttachments]: jsonAttribute(event.attachments) }),
    },
    error: event.error,
  };
}
