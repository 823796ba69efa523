import type { ChatModel, ChatPart } from './chat-model.js';
import { ModelError } from './model-error.js';

export interface ModelTimeouts {
  /** Longest wait for the first piece of text or reasoning. Default none. */
  readonly firstTokenMs?: number;
  /** Longest time for the whole reply. Default none. */
  readonly totalMs?: number;
}

/** The same model, given up with `MODEL_TIMEOUT` when it takes too long. The request behind it is cancelled. */
export function withTimeout(model: ChatModel, { firstTokenMs, totalMs }: ModelTimeouts): ChatModel {
  return {
    provider: model.provider,
    model: model.model,
    scripted: model.scripted,
    async *stream(request, { signal }) {
      const overdue = new AbortController();
      const giveUp = (what: string, ms: number) => setTimeout(() => overdue.abort(timeoutError(model, what, ms)), ms);
      const total = totalMs === undefined ? undefined : giveUp('did not finish its reply', totalMs);
      const first = firstTokenMs === undefined ? undefined : giveUp('did not begin its reply', firstTokenMs);
      const parts = model.stream(request, { signal: AbortSignal.any([signal, overdue.signal]) })[Symbol.asyncIterator]();
      try {
        for (;;) {
          const next = await beforeAbort(parts.next(), overdue.signal);
          if (next.done) return;
          clearTimeout(first);
          yield next.value;
        }
      } catch (error) {
        // The model's own error for being cancelled says less than why it was.
        throw overdue.signal.aborted && !signal.aborted ? overdue.signal.reason : error;
      } finally {
        clearTimeout(first);
        clearTimeout(total);
        // Not waited for: a model that hangs would make this hang.
        void close(parts);
      }
    },
  };
}

/** The promise's outcome, or the reason of the abort if that comes first, even from a model that ignores its signal. */
function beforeAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

async function close(parts: AsyncIterator<ChatPart>): Promise<void> {
  try {
    await parts.return?.();
  } catch {
    // The reply is over, one way or another.
  }
}

function timeoutError({ provider, model }: ChatModel, what: string, ms: number): ModelError {
  return new ModelError('MODEL_TIMEOUT', `${model} (${provider}) ${what} within ${ms / 1000} s. Try again, or allow it more time.`, {
    retryable: true,
  });
}
