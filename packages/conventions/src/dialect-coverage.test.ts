import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { dialectsDocument } from './dialect-coverage.test.support.js';

test('docs/dialects.md is current: `npm run dialects` writes it', () => {
  expect(readFileSync(new URL('../../../docs/dialects.md', import.meta.url), 'utf8')).toBe(dialectsDocument());
});

test('every model call that was answered has a model and both counts of tokens, in every recording', () => {
  const rows = dialectsDocument().split('## Recorded')[1]!.split('## Constructed')[0]!.split('\n').filter((line) => line.startsWith('| ')).map((line) => line.split(' | '));
  const [head, ...recorded] = rows;
  for (const title of ['model', 'tokens in', 'tokens out']) {
    const column = head!.indexOf(title);
    expect(recorded.map((cells) => cells[column])).toEqual(recorded.map(() => '✔'));
  }
});
