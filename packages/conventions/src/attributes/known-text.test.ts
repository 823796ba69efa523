import { expect, test } from 'vitest';
import { type KnownText, knownText } from './known-text.js';
import { splitList } from './split-list.js';
import { parseJson } from './structured.js';

const message = (content: string): string => JSON.stringify({ role: 'user', content });
const long = (word: string): string => message(`${word} `.repeat(200));
const historyOf = (...items: readonly string[]): string => `[${items.join(',')}]`;
const itemsOf = (text: string): readonly KnownText[] => splitList(text)!.map(knownText);

test('whoever reads a history and whoever stores the next one get the same items', () => {
  const first = historyOf(long('one'), long('two'));
  const read = parseJson(first) as readonly unknown[];
  const [known] = itemsOf(first);
  const [again, other] = itemsOf(historyOf(long('one'), long('three')));
  expect(again).toBe(known);
  expect(again!.item).toBe(read[0]);
  expect(other!.item).toEqual(JSON.parse(long('three')));
});

test('what was noted of one text is not said of another', () => {
  const [one] = itemsOf(historyOf(long('noted'), long('x')));
  one!.sha256 = 'its name';
  const [same, shorter] = itemsOf(historyOf(long('noted'), message('noted')));
  expect(same!.sha256).toBe('its name');
  expect(shorter!.sha256).toBeUndefined();
});

test('an item that is no JSON keeps its text, and says so each time', () => {
  const words = 'no JSON at all '.repeat(20);
  const [broken] = itemsOf(historyOf(words, '{}'));
  expect(broken!.text).toBe(words);
  expect(() => broken!.item).toThrow();
  expect(() => broken!.item).toThrow();
  expect(parseJson(historyOf(words, '{}'))).toBeUndefined();
});
