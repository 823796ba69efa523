import { isJsonObject, type CodeRecord } from '@heddle/model';
import { itemsOf } from './attributes/expand.js';
import { structuredObject } from './attributes/structured.js';
import { textOf } from './attributes/text-of.js';
import type { SpanDraft } from './span-draft.js';

/** Tools that run code. The name decides: a `code` argument alone may be a postcode. */
const CODE_TOOLS: ReadonlySet<string> = new Set([
  'execute_python', 'execute_typescript', 'execute_javascript', 'execute_code', 'run_code', 'run_python', 'python_interpreter',
  'code_interpreter', 'code_execution',
]);

export function runsCode(toolName: string | undefined): boolean {
  return toolName !== undefined && CODE_TOOLS.has(toolName);
}

/** The code that a tool ran and what it printed, from the tool's arguments and result. */
export function codeOfTool(draft: SpanDraft, failed: boolean): CodeRecord {
  const request = structuredObject(draft.toolArguments) ?? {};
  const result = structuredObject(draft.toolResult);
  const source = textOf(request['code']) ?? textOf(request['source']) ?? textOf(draft.toolArguments) ?? '';
  const printed = result
    ? [result['stdout'], result['stderr'], result['output'], result['logs']].flatMap((value) => textOf(value) ?? textsOf(value))
    : [textOf(draft.toolResult) ?? ''];
  return {
    source,
    language: textOf(request['language']) ?? (/python/.test(draft.toolName ?? '') ? 'python' : /typescript/.test(draft.toolName ?? '') ? 'typescript' : ''),
    output: printed.join('\n'),
    status: failed ? 'error' : 'ok',
  };
}

function textsOf(value: unknown): readonly string[] {
  return itemsOf(Array.isArray(value) || isJsonObject(value) ? value : undefined).flatMap((item) => textOf(item) ?? []);
}
