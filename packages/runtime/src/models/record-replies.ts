import { appendFile } from 'node:fs/promises';
import type { ChatModel, ChatPart } from './chat-model.js';
import { requestHash, type RecordedReply } from './recorded-reply.js';

/**
 * The same model, its whole replies appended to a file, one line of JSON each, for `playReplies`.
 *
 * The file has what the model said and a hash of each request, not the request. Of a reply that was stopped early it has what was
 * heard. Replies that fail or are cancelled are not recorded.
 */
export function recordReplies(model: ChatModel, file: string): ChatModel {
  return {
    provider: model.provider,
    model: model.model,
    scripted: model.scripted,
    async *stream(request, options) {
      const parts: ChatPart[] = [];
      const record = async () => {
        const reply: RecordedReply = { request: requestHash(request), provider: model.provider, model: model.model, parts };
        await appendFile(file, `${JSON.stringify(reply)}\n`);
      };
      let isHandedOut = false;
      try {
        for await (const part of model.stream(request, options)) {
          parts.push(part);
          if (part.type === 'finish') await record();
          isHandedOut = part.type !== 'finish';
          yield part;
          isHandedOut = false;
        }
      } finally {
        if (isHandedOut && !options.signal.aborted) {
          // Only who listens can have ended it here, between two parts.
          parts.push({ type: 'finish', finishReasons: ['stop'], usage: {}, responseModel: model.model });
          await record();
        }
      }
    },
  };
}
