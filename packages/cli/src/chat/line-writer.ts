import wrapAnsi from 'wrap-ansi';
import { plain } from '../terminal/ink.js';
import type { ChatScreen } from './chat-screen.js';

/** Text that comes in pieces, put on a screen line by line. */
export interface LineWriter {
  write(text: string): void;
  /** The last line, whole or not. */
  end(): void;
}

export interface LineWriterOptions {
  /** Put before each line, with its number from 1; its width must not change within a text. */
  readonly indent: (line: number) => string;
  readonly indentWidth: number;
  readonly style: (text: string) => string;
}

const NARROWEST = 20;

/** Whole lines stay on the screen; the one that is still growing is its tail. The text may come from anywhere. */
export function createLineWriter(screen: ChatScreen, { indent, indentWidth, style }: LineWriterOptions): LineWriter {
  let open = '';
  let number = 1;
  let continued = false;

  const shown = (text: string) => `${continued ? ' '.repeat(indentWidth) : indent(number)}${style(text)}`.trimEnd();
  const commit = (text: string, goesOn: boolean) => {
    screen.print(shown(text));
    continued = goesOn;
    if (!goesOn) number++;
  };
  const wrap = () => {
    if (screen.columns === undefined) return;
    const pieces = wrapAnsi(open, Math.max(NARROWEST, screen.columns - indentWidth - 1), { hard: true, trim: false }).split('\n');
    for (const piece of pieces.slice(0, -1)) commit(piece, true);
    open = pieces.at(-1)!;
    // A word that moved to the next line leaves its space behind.
    if (pieces.length > 1) open = open.replace(/^ /, '');
  };

  return {
    write(text) {
      const lines = plain(text).replaceAll('\t', '  ').split('\n');
      for (const [index, line] of lines.entries()) {
        open += line;
        wrap();
        if (index < lines.length - 1) {
          commit(open, false);
          open = '';
        }
      }
      screen.tail(open === '' ? '' : shown(open));
    },
    end() {
      if (open !== '') commit(open, false);
      open = '';
      screen.tail('');
    },
  };
}
