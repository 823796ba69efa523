/** What can be typed besides a message. */
export const CHAT_COMMANDS = {
  load: { argument: 'FILE', text: 'hand a file in with the next message' },
  save: { argument: 'FILE', text: 'write the conversation to a Markdown file, or its events to a .json file' },
  plan: { argument: '', text: 'the plan, with the state of each step' },
  vars: { argument: '', text: "the kernel's variables" },
  artifacts: { argument: '', text: 'files and pictures of this session' },
  cancel: { argument: '', text: 'cancel the running round; the session goes on (also Ctrl-C)' },
  undo: { argument: '', text: 'forget the last round: go on in a new session from before it' },
  resume: { argument: '[ID]', text: 'go on with an earlier session, by its id or number; without, list them' },
  help: { argument: '', text: 'this list' },
  quit: { argument: '', text: 'leave (also Ctrl-D)' },
} as const satisfies Readonly<Record<string, { readonly argument: string; readonly text: string }>>;

export type ChatCommandName = keyof typeof CHAT_COMMANDS;

export type ChatLine =
  | { readonly kind: 'empty' }
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'command'; readonly name: ChatCommandName; readonly argument: string }
  | { readonly kind: 'unknown'; readonly name: string };

/** What a typed line means. A message that begins with a slash is written with two. */
export function parseChatLine(line: string): ChatLine {
  const text = line.trim();
  if (text === '') return { kind: 'empty' };
  if (text.startsWith('//')) return { kind: 'message', text: text.slice(1) };
  const match = /^\/(\S*)\s*([\s\S]*)$/.exec(text);
  if (!match) return { kind: 'message', text };
  const name = match[1]!.toLowerCase();
  // A path is no command: `/data/sales.csv has wrong dates`.
  if (name.includes('/')) return { kind: 'message', text };
  return isCommand(name) ? { kind: 'command', name, argument: match[2]!.trim() } : { kind: 'unknown', name };
}

function isCommand(name: string): name is ChatCommandName {
  return Object.hasOwn(CHAT_COMMANDS, name);
}
