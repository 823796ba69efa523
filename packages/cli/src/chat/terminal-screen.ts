import { clearScreenDown, createInterface, cursorTo, moveCursor, type Interface } from 'node:readline';
import stringWidth from 'string-width';
import { fit } from '../terminal/fit.js';
import { ink } from '../terminal/ink.js';
import type { ChatScreen } from './chat-screen.js';

const PROMPT = '› ';
/** Pieces of a reply come faster than anybody reads. */
const REDRAW_MS = 40;
const HISTORY_LINES = 1_000;

export interface TerminalScreenOptions {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  /** Newest first. */
  readonly history: readonly string[];
  /** True while what is typed is no message, such as a yes: it is not kept in the history. */
  readonly isPrivate: () => boolean;
  /** The history has changed; newest first. */
  readonly onHistory: (lines: readonly string[]) => void;
  /** A line was entered. */
  readonly onLine: (line: string) => void;
  /** Ctrl-C; `line` is what stands at the prompt. */
  readonly onInterrupt: (line: string) => void;
  /** Ctrl-D at an empty prompt, or the end of the input. */
  readonly onEnd: () => void;
}

/** A terminal whose last lines are the prompt, above it what is going on; everything else scrolls by above them. */
export interface TerminalScreen extends ChatScreen {
  /** Empties the prompt. */
  clearLine(): void;
  close(): void;
}

/**
 * The live part (the line that is being written, the status) is the first lines of readline's own prompt. So the prompt can be
 * typed at, edited and recalled while a round runs, and nothing is drawn in two places.
 */
export function createTerminalScreen(options: TerminalScreenOptions): TerminalScreen {
  const { input, output } = options;
  let tail = '';
  let status: string | undefined;
  let pending = '';
  let continued = '';
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  /** Ctrl-D has closed the prompt, and using it again would open it: from then on there are only lines. */
  let ended = false;
  /** Whether prompt and line are on the screen; an entered line has been left above. */
  let drawn = true;
  const terminal: Interface = createInterface({
    input, output, prompt: PROMPT, terminal: true, historySize: HISTORY_LINES, history: [...options.history], removeHistoryDuplicates: true,
  });
  const columns = () => output.columns || 80;

  function prompt(): string {
    const live = [...(tail === '' ? [] : [tail]), ...(status === undefined ? [] : [ink('quiet', fit(status, columns() - 1))])];
    return [...live, continued === '' ? PROMPT : '… '].join('\n');
  }

  /** Puts what is to stay where the prompt begins, and the prompt below it. */
  function redraw(): void {
    timer = undefined;
    if (closed) return;
    if (ended) {
      output.write(pending);
      pending = '';
      return;
    }
    const rows = drawn ? terminal.getCursorPos().rows : 0;
    output.cork();
    if (pending !== '') {
      moveCursor(output, 0, -rows);
      cursorTo(output, 0);
      clearScreenDown(output);
      output.write(pending);
      // Readline goes up as many rows as the cursor was below the start of its prompt.
      output.write('\n'.repeat(rows));
      pending = '';
    }
    terminal.setPrompt(prompt());
    terminal.prompt(true);
    drawn = true;
    output.uncork();
  }

  function schedule(): void {
    timer ??= setTimeout(redraw, REDRAW_MS);
  }

  /** Readline leaves prompt and line where they are. Of the live part nothing shall stay. */
  function echo(line: string): void {
    const above = prompt().split('\n').length - 1;
    const rows = above + Math.floor(stringWidth(PROMPT + line) / columns());
    if (above > 0) {
      moveCursor(output, 0, -(rows + 1));
      cursorTo(output, 0);
      clearScreenDown(output);
      output.write(`${PROMPT}${line}\n`);
    }
  }

  terminal.on('line', (line) => {
    drawn = false;
    echo(line);
    if (line.endsWith('\\')) {
      continued += `${line.slice(0, -1)}\n`;
    } else {
      const whole = continued + line;
      continued = '';
      options.onLine(whole);
    }
    redraw();
  });
  terminal.on('history', (history: string[]) => {
    if (options.isPrivate()) history.shift();
    else options.onHistory(history);
  });
  terminal.on('SIGINT', () => options.onInterrupt(terminal.line));
  terminal.on('close', () => {
    if (closed) return;
    ended = true;
    output.write('\n');
    options.onEnd();
  });
  terminal.prompt();

  return {
    get columns() {
      return columns();
    },
    print(text) {
      pending += `${text}\n`;
      schedule();
    },
    tail(text) {
      if (text === tail) return;
      tail = text;
      schedule();
    },
    status(text) {
      if (text === status) return;
      status = text;
      schedule();
    },
    clearLine() {
      if (ended) return;
      continued = '';
      terminal.write(null, { ctrl: true, name: 'e' });
      terminal.write(null, { ctrl: true, name: 'u' });
      redraw();
    },
    close() {
      if (closed) return;
      clearTimeout(timer);
      tail = '';
      status = undefined;
      redraw();
      closed = true;
      if (!ended) output.write('\n');
      terminal.close();
    },
  };
}
