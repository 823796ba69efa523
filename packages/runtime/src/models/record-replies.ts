import { appendFile } from 'node:fs/promises';
import type { ChatModel, ChatPart } from './chat-model.js';
import { requestHash, type RecordedReply } from './recorded-reply.js';

/**
 * The same model, its whole replies appended to a file, one line of JSON each, for `playReplies`.
 *
 * The file has what the model said and a hash of each request, not the request. Replies that fail or are cancelled are
 * not recorded.
 */
export function recordReplies(model: ChatModel, file: string): ChatModel {
  return {
    provider: model.provider,
    model: model.model,
    scripted: model.scripted,
    async *stream(request, options) {
      const parts: ChatPart[] = [];
      for await (const part of model.stream(request, options)) {
        parts.push(part);
        if (part.type === 'finish') {
          const reply: RecordedReply = { request: requestHash(request), provider: model.provider, model: model.model, parts };
          await appendFile(file, `${JSON.stringify(reply)}\n`);
        }
        yield part;
      }
    },
  };
}
