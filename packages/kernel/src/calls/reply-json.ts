import type { HostFrame } from '../protocol/frames.js';
import type { CallOutcome } from './call-outcome.js';

/** The answer to a call as a frame's JSON. A result that is too large, or is not JSON after all, is an error in the code. */
export function replyJson(id: number, outcome: CallOutcome, maxBytes: number): string {
  if (outcome.status !== 'ok') return errorReply(id, outcome.error.type, outcome.error.message);
  try {
    const json = JSON.stringify({ t: 'reply', id, value: outcome.value ?? null } satisfies HostFrame);
    if (json.length <= maxBytes) return json;
    return errorReply(id, 'ResultTooLarge', `The result has ${json.length} characters as JSON; at most ${maxBytes} can be passed. Ask the plugin for less, or for a file.`);
  } catch (thrown) {
    return errorReply(id, 'BadResult', `The plugin's result cannot be written as JSON: ${String(thrown)}`);
  }
}

function errorReply(id: number, name: string, message: string): string {
  return JSON.stringify({ t: 'reply', id, error: { name, message } } satisfies HostFrame);
}
