import type { ChatModel } from './chat-model.js';
import { ModelError } from './model-error.js';

export interface FallbackOptions {
  /** Told each time a model is passed over, so that the failure does not go unseen. */
  readonly onFallback?: (error: ModelError, failed: ChatModel, next: ChatModel) => void;
}

/**
 * The first of these models that answers.
 *
 * The next is asked when one fails before its first piece of reply; a reply that breaks off later is an error, since what was
 * shown cannot be taken back. It presents itself as the first model; the finish part has the name of the one that answered.
 */
export function withFallback(
  models: readonly [ChatModel, ...ChatModel[]],
  { onFallback = () => {} }: FallbackOptions = {},
): ChatModel {
  return {
    provider: models[0].provider,
    model: models[0].model,
    scripted: models.every((model) => model.scripted),
    async *stream(request, options) {
      for (const [index, model] of models.entries()) {
        let hasBegun = false;
        try {
          for await (const part of model.stream(request, options)) {
            hasBegun = true;
            yield part;
          }
          return;
        } catch (error) {
          const next = models[index + 1];
          if (hasBegun || next === undefined || options.signal.aborted || !(error instanceof ModelError)) throw error;
          onFallback(error, model, next);
        }
      }
    },
  };
}
