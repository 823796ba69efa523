import { GEN_AI, HEDDLE, messageText, type Attachment, type PostEnd, type PostStart, type SpanRecord } from '@heddle/model';
import { listAt, messagesAt, textAt } from './attribute-readers.js';
import { durationOf, failureOf, type DecodedSpan } from './decoded-span.js';

/** The inverse of `post-span.ts`. */
export function postOfSpan(span: SpanRecord): DecodedSpan {
  const from = textAt(span, HEDDLE.postFrom);
  const start: PostStart = { type: 'post-start', from, replyTo: textAt(span, HEDDLE.postReplyTo) };
  const end = (): PostEnd => {
    const [message] = messagesAt(span, GEN_AI.outputMessages);
    return {
      type: 'post-end',
      from,
      to: textAt(span, HEDDLE.postTo),
      message: message ? messageText(message) : '',
      attachments: listAt<Attachment>(span, HEDDLE.postAttachments),
      ...failureOf(span),
      durationMs: durationOf(span),
    };
  };
  return { start, end };
}
