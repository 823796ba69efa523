import { messageText, type JsonValue, type SpanRecord } from '@heddle/model';
import { toChatMl } from '../../agentops/chat-ml.js';

/** What went into a span and what came out, as text that a reader sees; `undefined` when nothing did. */
export interface SpanContent {
  readonly input?: string;
  readonly output?: string;
}

/** The content of a span, whatever its kind. Conversations and structures are JSON text. */
export function spanContent(span: SpanRecord): SpanContent {
  switch (span.kind) {
    case 'llm':
      return {
        input: nonEmptyJson([...systemMessage(span), ...toChatMl(span.inputMessages)]),
        output: nonEmptyJson(toChatMl(span.outputMessages)),
      };
    case 'code': return { input: span.code?.source, output: textOf(span.toolResult) };
    case 'tool': return { input: textOf(span.toolArguments), output: textOf(span.toolResult) };
    default:
      return {
        input: textOf(span.input) ?? (span.inputMessages.map(messageText).join('\n') || undefined),
        output: textOf(span.output) ?? (span.outputMessages.map(messageText).join('\n') || undefined),
      };
  }
}

/** Instructions travel beside the conversation in GenAI, and as its first message everywhere else. */
export function systemMessage({ systemText, inputMessages }: SpanRecord) {
  return systemText !== null && !inputMessages.some((message) => message.role === 'system') ? [{ role: 'system', content: systemText }] : [];
}

function nonEmptyJson(list: readonly unknown[]): string | undefined {
  return list.length > 0 ? JSON.stringify(list) : undefined;
}

function textOf(value: JsonValue): string | undefined {
  if (value === null) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
