import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const ROOT = new URL('../../../', import.meta.url);
const text = readFileSync(new URL('docs/taskweaver-parity.md', ROOT), 'utf8');
const rows = text.split('\n').flatMap((line) => {
  const [, number, , state, shown = ''] = /^\| (\d+) \| (.*?) \| `(.*?)` \| (.*) \|$/.exec(line) ?? [];
  return number === undefined ? [] : [{ number: Number(number), state, shown }];
});

/** The files that a text names, each with the titles in quotes that follow it. */
function citations(shown: string): readonly { readonly file: string; readonly titles: readonly string[] }[] {
  const parts = shown.split(/`((?:packages|apps|e2e|examples)\/[^`]+\.tsx?)`/);
  return parts.flatMap((file, index) => (index % 2 === 1 ? [{ file, titles: [...parts[index + 1]!.matchAll(/"([^"]+)"/g)].map((match) => match[1]!) }] : []));
}

test('there are 64 rows, and the counts above them are theirs', () => {
  expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 64 }, (_, index) => index + 1));
  const count = (state: string) => rows.filter((row) => row.state === state).length;
  expect(text).toContain(`**${count('works')} of 64 work, ${count('stub-tested')} are stub-tested, ${count('not done')} are not done.**`);
  expect(count('works') + count('stub-tested') + count('not done')).toBe(64);
});

test('every row that is said to work names a test or a command', () => {
  expect(rows.filter(({ state, shown }) => state !== 'not done' && citations(shown).every(({ titles }) => titles.length === 0)).map(({ number }) => number)).toEqual([]);
});

test('every test and every scenario that the table names is in the tree', () => {
  const missing = rows.flatMap(({ number, shown }) => citations(shown).flatMap(({ file, titles }) => {
    const url = new URL(file, ROOT);
    if (!existsSync(url)) return [`${number}: ${file}`];
    // A title in source may have its quotes escaped.
    const source = readFileSync(url, 'utf8').replaceAll(/\\(['"`])/g, '$1');
    return titles.filter((title) => !source.includes(title)).map((title) => `${number}: ${file}: "${title}"`);
  }));
  expect(missing).toEqual([]);
});
