import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createInsertStage } from './insert-stage.js';
import type { InsertStage } from './insert-stage.js';

interface Item {
  readonly name: string;
  readonly sizeBytes: number;
}

function item(name: string, sizeBytes = 1): Item {
  return { name, sizeBytes };
}

/** A stage whose inserts are written down, and end when the test says so. */
function watchedStage({ refuses = '', fullBytes = 100 }: { refuses?: string; fullBytes?: number } = {}) {
  const log: string[] = [];
  const ends: (() => void)[] = [];
  const stage: InsertStage<Item> = createInsertStage<Item>({
    delayMs: 0,
    fullBytes,
    isFaultOfItem: (error) => (error as Error).message === 'bad row',
    async insert(items) {
      const names = items.map(({ name }) => name).join('+');
      log.push(`insert ${names}`);
      await new Promise<void>((resolve) => ends.push(resolve));
      if (refuses !== '' && names.includes(refuses)) throw new Error(refuses === 'disk' ? 'disk full' : 'bad row');
    },
    done: (items) => log.push(`done ${items.map(({ name }) => name).join('+')}`),
    failed: ({ name }, error) => log.push(`failed ${name}: ${(error as Error).message}`),
  });
  /** Lets the insert that runs end. */
  async function end(): Promise<void> {
    ends.shift()!();
    await setImmediate();
  }
  return { stage, log, end };
}

test('what comes while an insert runs goes into the next one together', async () => {
  const { stage, log, end } = watchedStage();
  stage.add([item('a')]);
  stage.add([item('b')]);
  stage.add([item('c')]);
  await end();
  await end();
  expect(log).toEqual(['insert a', 'done a', 'insert b+c', 'done b+c']);
});

test('one insert takes no more than is full, and at least one item', async () => {
  const { stage, log, end } = watchedStage({ fullBytes: 10 });
  stage.add([item('a', 50), item('b', 6), item('c', 6), item('d', 6)]);
  await end();
  await end();
  await end();
  expect(log.filter((line) => line.startsWith('insert'))).toEqual(['insert a', 'insert b+c', 'insert d']);
});

test('an item that cannot be inserted fails alone', async () => {
  const { stage, log, end } = watchedStage({ refuses: 'b' });
  stage.add([item('a'), item('b'), item('c')]);
  for (let inserts = 0; inserts < 4; inserts++) await end();
  expect(log).toEqual(['insert a+b+c', 'insert a', 'done a', 'insert b', 'failed b: bad row', 'insert c', 'done c']);
});

test('what is nobody\'s fault is everybody\'s failure, and is not tried one by one', async () => {
  const { stage, log, end } = watchedStage({ refuses: 'disk' });
  stage.add([item('a'), item('disk')]);
  await end();
  expect(log).toEqual(['insert a+disk', 'failed a: disk full', 'failed disk: disk full']);
});
