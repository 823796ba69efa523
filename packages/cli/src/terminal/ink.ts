import { styleText } from 'node:util';

export type Ink = 'strong' | 'quiet' | 'good' | 'bad' | 'warning' | 'call' | 'code' | 'model';

const STYLES = {
  strong: 'bold', quiet: 'dim', good: 'green', bad: 'red', warning: 'yellow', call: 'cyan', code: 'yellow', model: 'magenta',
} as const satisfies Record<Ink, Parameters<typeof styleText>[0]>;

/** Colours text, unless the output is no terminal or `NO_COLOR` is set. */
export function ink(kind: Ink, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  const coloured = process.env['FORCE_COLOR'] !== undefined || (stream.isTTY && process.env['NO_COLOR'] === undefined);
  return coloured ? styleText(STYLES[kind], text) : text;
}

/** What comes from outside must not move the cursor, change the title or turn text around: such characters are made visible. */
export function plain(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, '\uFFFD');
}
