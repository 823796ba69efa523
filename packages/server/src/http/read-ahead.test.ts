import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ReadAhead } from './read-ahead.js';

const MB = 1024 * 1024;

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

/** Says who is in, by name. */
function visitors(readAhead: ReadAhead) {
  const inside: string[] = [];
  const leaves = new Map<string, () => void>();
  return {
    inside,
    async come(name: string, bytes: number) {
      void readAhead.enter(bytes).then((leave) => {
        inside.push(name);
        leaves.set(name, leave);
      });
      await setImmediate();
    },
    async leave(name: string) {
      leaves.get(name)!();
      await setImmediate();
    },
  };
}

test('whoever has no room waits for those who came first, in the order of coming', async () => {
  const { inside, come, leave } = visitors(new ReadAhead(4 * MB));
  await come('a', 2 * MB);
  await come('b', 2 * MB);
  await come('c', 3 * MB);
  await come('d', MB);
  expect(inside).toEqual(['a', 'b']);
  await leave('a');
  await leave('a');
  expect(inside).toEqual(['a', 'b']);
  await leave('b');
  expect(inside).toEqual(['a', 'b', 'c', 'd']);
});

test('one that is larger than all the room goes in alone', async () => {
  const { inside, come, leave } = visitors(new ReadAhead(4 * MB));
  await come('a', 60 * MB);
  await come('b', MB);
  expect(inside).toEqual(['a']);
  await leave('a');
  expect(inside).toEqual(['a', 'b']);
});

test('short ones, and those that do not say how long they are, wait for nobody', async () => {
  const { inside, come } = visitors(new ReadAhead(MB));
  await come('a', MB);
  await come('b', MB);
  await come('c', 65_535);
  await come('d', 0);
  await come('e', Number.NaN);
  expect(inside).toEqual(['a', 'c', 'd', 'e']);
});

test('who sends slowly keeps the others for a second', async () => {
  const { inside, come, leave } = visitors(new ReadAhead(4 * MB, 1_000));
  await come('slow', 4 * MB);
  await come('b', 2 * MB);
  vi.advanceTimersByTime(999);
  await setImmediate();
  expect(inside).toEqual(['slow']);
  vi.advanceTimersByTime(1);
  await setImmediate();
  expect(inside).toEqual(['slow', 'b']);
  await leave('slow');
  await come('c', 2 * MB);
  expect(inside).toEqual(['slow', 'b', 'c']);
});
