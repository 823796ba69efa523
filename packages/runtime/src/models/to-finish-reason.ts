import type { LanguageModelV3FinishReason } from '@ai-sdk/provider';

/**
 * Why the model stopped, in the words of OpenTelemetry.
 *
 * @see GenAI semantic conventions 1.41, `gen_ai.response.finish_reasons`, and `finish_reason` of output messages
 */
export function toFinishReason({ unified, raw }: LanguageModelV3FinishReason): string {
  switch (unified) {
    case 'content-filter':
      return 'content_filter';
    case 'tool-calls':
      return 'tool_call';
    case 'other':
      return raw ?? 'error';
    default:
      return unified;
  }
}
