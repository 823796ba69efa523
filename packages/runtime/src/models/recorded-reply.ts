import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { ChatPart, ChatRequest } from './chat-model.js';

const tokens = z.number().nonnegative().optional();
const chatPart: z.ZodType<ChatPart> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('reasoning'), text: z.string() }),
  z.object({ type: z.literal('tool_call'), id: z.string(), name: z.string(), arguments: z.json() }),
  z.object({
    type: z.literal('finish'),
    finishReasons: z.array(z.string()),
    usage: z.object({
      inputTokens: tokens, outputTokens: tokens, cacheReadTokens: tokens, cacheWriteTokens: tokens, reasoningTokens: tokens,
    }),
    responseModel: z.string(),
    responseId: z.string().optional(),
  }),
]);

/** One line of a file of recorded replies: which request it answers, who answered, and what was said piece by piece. */
export const recordedReply = z.object({
  request: z.string().regex(/^[0-9a-f]{64}$/),
  provider: z.string(),
  model: z.string(),
  parts: z.array(chatPart),
});
export type RecordedReply = z.infer<typeof recordedReply>;

/** SHA-256 of all that decides a reply, in hex. The order of keys does not matter. */
export function requestHash(request: ChatRequest): string {
  return createHash('sha256').update(canonicalJson(request)).digest('hex');
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
