import { isJsonObject, messageText, type JsonValue, type Message, type SpanRecord } from '@heddle/model';
import { findMessages } from '../messages/parse-messages.js';
import type { TraceRoots } from './local-root.js';
import type { TraceTree } from './trace-tree.js';

/** Keys under which programs keep what was asked, and what was answered. */
const ASKED = ['message', 'task', 'query', 'input', 'question', 'prompt', 'text', 'content', 'user_query', 'user_input', 'inputs'];
const ANSWERED = ['output', 'answer', 'result', 'response', 'text', 'content', 'message', 'reply_to_user', 'final_output', 'outputs'];

/**
 * What the trace was asked and what it answered, in plain text; empty when nobody said. The root's words come first, then
 * the first and the last model call's; of several roots the first was asked and the last answered. Of a history, the last
 * message of the user is what was asked. What a model said on the way is no answer of a trace that failed.
 */
export function traceText(tree: TraceTree, roots: TraceRoots, failed: boolean): { readonly inputText: string; readonly outputText: string } {
  const rowsOf = (locals: readonly number[]) => [...new Set([...locals, ...roots.proper])].map((row) => tree.spans[row]!);
  const rootSpans = rowsOf(roots.locals);
  return {
    inputText: firstText(rootSpans, askedOf) || firstText(modelCalls(tree.spans), askedOf),
    outputText: firstText(rowsOf(roots.locals.toReversed()), answerOfRoot) || (failed ? '' : firstText(modelCalls(tree.spans.toReversed()), answerOf)),
  };
}

/** How many model calls are asked for their text: a trace recorded without content has none to find. */
const MAX_ASKED = 100;

function modelCalls(spans: readonly SpanRecord[]): readonly SpanRecord[] {
  const found: SpanRecord[] = [];
  for (const span of spans) {
    if (span.kind === 'llm' && found.push(span) === MAX_ASKED) break;
  }
  return found;
}

function firstText(spans: readonly SpanRecord[], textOf: (span: SpanRecord) => string): string {
  for (const span of spans) {
    const text = textOf(span);
    if (text !== '') return text;
  }
  return '';
}

function askedOf(span: SpanRecord): string {
  return lastText(span.inputMessages, 'user') || textWithin(span.input, 'user', ASKED);
}

function answerOf(span: SpanRecord): string {
  return lastText(span.outputMessages, 'assistant') || textWithin(span.output, 'assistant', ANSWERED);
}

/** An answer that is data is the answer all the same. */
function answerOfRoot(span: SpanRecord): string {
  const { output } = span;
  const isData = isJsonObject(output) ? Object.keys(output).length > 0 : Array.isArray(output) && output.length > 0;
  return answerOf(span) || (isData && findMessages(output, 'assistant') === undefined ? JSON.stringify(output) : '');
}

function lastText(messages: readonly Message[], role: string): string {
  for (let index = messages.length - 1; index >= 0; index--) {
    const message = messages[index]!;
    const text = message.role === role ? messageText(message) : '';
    if (text !== '') return text;
  }
  return '';
}

const MAX_NESTING = 4;

function textWithin(value: JsonValue, role: string, keys: readonly string[], nesting = 0): string {
  if (typeof value === 'string') return value;
  if (value === null || typeof value !== 'object' || nesting > MAX_NESTING) return '';
  const spoken = lastText(findMessages(value, role) ?? [], role);
  if (spoken !== '') return spoken;
  if (Array.isArray(value)) return value.length > 0 ? textWithin(value[0] as JsonValue, role, keys, nesting + 1) : '';
  if (!isJsonObject(value)) return '';
  // What a decorator records: the arguments of the function that was called.
  for (const key of [...keys, 'kwargs', 'args']) {
    const inner = Object.hasOwn(value, key) ? textWithin(value[key]!, role, keys, nesting + 1) : '';
    if (inner !== '') return inner;
  }
  return '';
}
