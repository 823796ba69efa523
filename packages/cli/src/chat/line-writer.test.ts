import { expect, test } from 'vitest';
import type { ChatScreen } from './chat-screen.js';
import { createLineWriter } from './line-writer.js';

function recordingScreen(columns: number | undefined): ChatScreen & { readonly lines: string[]; readonly tails: string[] } {
  const lines: string[] = [];
  const tails: string[] = [];
  return { columns, lines, tails, print: (text) => void lines.push(text), tail: (text) => void tails.push(text), status() {} };
}

const plainStyle = { indent: (line: number) => `${line} `, indentWidth: 2, style: (text: string) => text };

test('whole lines stay, the growing one is the tail', () => {
  const screen = recordingScreen(40);
  const writer = createLineWriter(screen, plainStyle);
  for (const piece of ['one', '\ntw', 'o\n', '\nthree']) writer.write(piece);
  expect(screen.lines).toEqual(['1 one', '2 two', '3']);
  expect(screen.tails).toEqual(['1 one', '2 tw', '', '4 three']);
  writer.end();
  expect(screen.lines.at(-1)).toBe('4 three');
  expect(screen.tails.at(-1)).toBe('');
});

test('a long line is wrapped at words and keeps its number', () => {
  const screen = recordingScreen(25);
  const writer = createLineWriter(screen, plainStyle);
  for (const word of 'the quick brown fox jumps over the lazy dog'.split(' ')) writer.write(`${word} `);
  writer.end();
  expect(screen.lines).toEqual(['1 the quick brown fox', '  jumps over the lazy', '  dog']);
});

test('without a width nothing is wrapped, and nothing can move the cursor', () => {
  const screen = recordingScreen(undefined);
  const writer = createLineWriter(screen, plainStyle);
  writer.write(`${'x'.repeat(200)}\u001b[2J\r\u0007`);
  writer.end();
  expect(screen.lines).toEqual([`1 ${'x'.repeat(200)}\uFFFD[2J\uFFFD\uFFFD`]);
});
