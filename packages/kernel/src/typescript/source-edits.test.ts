import { expect, test } from 'vitest';
import { SourceEdits } from './source-edits.js';

test('at one offset what closes comes before what opens, and outer texts stay outside', () => {
  const edits = new SourceEdits('ab');
  edits.open(0, '<1>');
  edits.close(1, '</1>');
  edits.open(0, '<2>');
  edits.close(1, '</2>');
  edits.open(1, '<3>');
  edits.close(2, '</3>');
  expect(edits.apply()).toBe('<1><2>a</2></1><3>b</3>');
});

test('a replaced range keeps its line ends', () => {
  const edits = new SourceEdits('const a:\n  number\n = 1;');
  edits.replace(7, 17);
  expect(edits.apply()).toBe('const a\n\n = 1;');
});
