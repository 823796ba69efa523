import { expect, test } from 'vitest';
import { createPauses } from './pauses.js';

test('work goes on for a while, then others have their turn', async () => {
  let now = 0;
  const pause = createPauses(() => now);
  let others = 0;
  setImmediate(() => others++);
  now = 5;
  await pause();
  expect(others).toBe(0);
  now = 10;
  await pause();
  expect(others).toBe(1);
  expect(pause()).toBeUndefined();
  now = 20;
  expect(pause()).toBeInstanceOf(Promise);
});
