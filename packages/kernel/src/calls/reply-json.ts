import type { HostFrame } from '../protocol/frames.js';
import type { CallOutcome } from './call-outcome.js';

/** The answer to a call as a frame's JSON. A result that is too large is an error in the code. */
export function replyJson(id: number, outcome: CallOutcome, maxLength: number): string {
  if (outcome.status !== 'ok') return errorReply(id, outcome.error.type, outcome.error.message);
  const { json } = outcome;
  if (json.length <= maxLength) return `{"t":"reply","id":${id},"value":${json}}`;
  return errorReply(id, 'ResultTooLarge', `The result has ${json.length} characters as JSON; at most ${maxLength} can be passed. Ask the plugin for less, or for a file.`);
}

function errorReply(id: number, name: string, message: string): string {
  return JSON.stringify({ t: 'reply', id, error: { name, message } } satisfies HostFrame);
}
