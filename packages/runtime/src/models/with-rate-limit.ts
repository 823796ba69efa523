import { setTimeout as delay } from 'node:timers/promises';
import type { ChatModel, ChatRequest } from './chat-model.js';
import { requestCharacters } from './request-characters.js';
import { RATE_WINDOW_MS, earliestSendMs, type RateLimits } from './rate-window.js';

export interface RateLimitTime {
  nowMs(): number;
  /** Rejects with the signal's reason when it is aborted. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

const systemTime: RateLimitTime = {
  nowMs: () => performance.now(),
  wait: async (ms, signal) => {
    try {
      await delay(ms, undefined, { signal });
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    }
  },
};

/**
 * The same model, asked no more often than its provider allows; requests beyond that wait their turn, first come first served.
 *
 * Tokens are estimated before a request (four characters each, four for each message, plus `maxOutputTokens`) and corrected by the usage that
 * comes back. One wrapper limits what goes through it: share it among all who use the same account.
 */
export function withRateLimit(model: ChatModel, limits: RateLimits, time: RateLimitTime = systemTime): ChatModel {
  let sent: { readonly atMs: number; tokens: number }[] = [];
  let turn: Promise<void> = Promise.resolve();

  async function takeSlot(request: ChatRequest, signal: AbortSignal): Promise<{ tokens: number }> {
    const tokens = estimatedTokens(request);
    for (;;) {
      const nowMs = time.nowMs();
      sent = sent.filter(({ atMs }) => atMs > nowMs - RATE_WINDOW_MS);
      const sendMs = earliestSendMs(sent, tokens, limits, nowMs);
      if (sendMs <= nowMs) {
        const slot = { atMs: nowMs, tokens };
        sent.push(slot);
        return slot;
      }
      await time.wait(sendMs - nowMs, signal);
    }
  }

  return {
    provider: model.provider,
    model: model.model,
    scripted: model.scripted,
    async *stream(request, options) {
      options.signal.throwIfAborted();
      const slot = turn.then(() => takeSlot(request, options.signal));
      turn = slot.then(() => {}, () => {});
      const taken = await slot;
      for await (const part of model.stream(request, options)) {
        if (part.type === 'finish') {
          const { inputTokens, outputTokens } = part.usage;
          if (inputTokens !== undefined) taken.tokens = inputTokens + (outputTokens ?? 0);
        }
        yield part;
      }
    },
  };
}

function estimatedTokens(request: ChatRequest): number {
  return Math.ceil(requestCharacters(request) / 4) + 4 * request.messages.length + (request.maxOutputTokens ?? 0);
}
