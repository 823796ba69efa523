/** What a chat is shown on: a terminal, or a plain stream of lines. */
export interface ChatScreen {
  /** Width for text; `undefined` when lines are not to be wrapped. */
  readonly columns: number | undefined;
  /** Adds whole lines. They stay. */
  print(text: string): void;
  /** The line that is being written now; empty when there is none. It is replaced by the next. */
  tail(text: string): void;
  /** What is going on, in one line; `undefined` when nothing is. */
  status(text: string | undefined): void;
}

/** Lines to a stream, for pipes: no live parts. */
export function createPlainScreen(write: (text: string) => void): ChatScreen {
  return { columns: undefined, print: (text) => write(`${text}\n`), tail() {}, status() {} };
}
