const ROLES = new Map([
  ['human', 'user'], ['humanmessage', 'user'], ['humanmessagechunk', 'user'],
  ['ai', 'assistant'], ['model', 'assistant'], ['aimessage', 'assistant'], ['aimessagechunk', 'assistant'],
  ['developer', 'system'], ['systemmessage', 'system'],
  ['function', 'tool'], ['toolmessage', 'tool'], ['functionmessage', 'tool'], ['tool-response', 'tool'], ['tool-call', 'assistant'],
  ['chatmessage', 'user'],
]);

/** A role in the four words of GenAI (`system`, `user`, `assistant`, `tool`) where it means one of them. */
export function roleName(role: string): string {
  const lower = role.toLowerCase();
  return ROLES.get(lower) ?? lower;
}
