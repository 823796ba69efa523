import { expect, test } from 'vitest';
import { closestWord } from './closest-word.js';

const KEYS = ['app', 'dataDir', 'kernel', 'limits', 'telemetry', 'model', 'plugins'];

test.each([
  ['plugin', 'plugins'],
  ['kernal', 'kernel'],
  ['datadir', 'dataDir'],
  ['telemtry', 'telemetry'],
])('%s is taken for a slip of %s', (text, expected) => {
  expect(closestWord(text, KEYS)).toBe(expected);
});

test.each(['', 'x', 'somethingElse', 'a'.repeat(10_000)])('nothing is near %j', (text) => {
  expect(closestWord(text, KEYS)).toBeUndefined();
});
