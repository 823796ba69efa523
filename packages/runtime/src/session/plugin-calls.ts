import type { JsonValue, ToolDefinition } from '@heddle/model';
import type { CallablePlugin, OpenCallDesk } from '@heddle/kernel';
import { createHash } from 'node:crypto';
import type { ToolCallPart } from '../models/chat-model.js';
import { boundText } from '../prompts/bound-text.js';

/** Plugins as functions that the model of a role calls itself, without code. Each call is recorded like one from a cell. */
export interface PluginCalls {
  /** What a model is told it can call. */
  readonly tools: readonly ToolDefinition[];
  /** Runs what a model asked for; never rejects. */
  answer(call: ToolCallPart): Promise<PluginAnswer>;
}

interface PluginAnswer {
  readonly ok: boolean;
  /** What the model is told: the result, or `{ error: { type, message } }`; shortened when it is too long for a prompt. */
  readonly response: JsonValue;
}

/** Most characters of a result in a prompt. */
const LONGEST_RESPONSE = 12_000;

/** The plugin calls of one post. The desk is opened by the first of them. */
export function createPluginCalls(plugins: readonly CallablePlugin[], openDesk: () => OpenCallDesk, signal: AbortSignal): PluginCalls & { close(): Promise<void> } {
  const byTool = new Map(plugins.map((plugin) => [toolName(plugin.name), plugin]));
  let desk: OpenCallDesk | undefined;
  const stop = () => void desk?.close();
  signal.addEventListener('abort', stop, { once: true });
  return {
    tools: [...byTool].map(([name, { description, inputSchema }]) => ({ type: 'function', name, description, parameters: inputSchema })),
    async answer({ id, name, arguments: args }) {
      desk ??= openDesk();
      const outcome = await desk.run({
        plugin: byTool.get(name)?.name ?? name,
        args,
        toolCallId: id,
        ...(typeof args === 'string' && { unsendable: 'The arguments are not a JSON object. Write one.' }),
      });
      if (outcome.status !== 'ok') return { ok: false, response: { error: { type: outcome.error.type, message: boundText(outcome.error.message, LONGEST_RESPONSE) } } };
      return { ok: true, response: outcome.json.length > LONGEST_RESPONSE ? boundText(outcome.json, LONGEST_RESPONSE) : outcome.value };
    },
    async close() {
      signal.removeEventListener('abort', stop);
      await desk?.close();
    },
  };
}

/** Providers take letters, digits, `_` and `-`, at most 64 of them. No plugin has a `-` in its name, so no two become one. */
function toolName(plugin: string): string {
  const name = plugin.replaceAll('.', '-');
  return name.length <= 64 ? name : `${name.slice(0, 55)}-${createHash('sha256').update(plugin).digest('hex').slice(0, 8)}`;
}
