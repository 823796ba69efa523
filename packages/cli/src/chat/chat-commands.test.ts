import { expect, test } from 'vitest';
import { parseChatLine } from './chat-commands.js';

test.each([
  ['', { kind: 'empty' }],
  ['   ', { kind: 'empty' }],
  ['Sum the sales', { kind: 'message', text: 'Sum the sales' }],
  ['/load  my file.csv ', { kind: 'command', name: 'load', argument: 'my file.csv' }],
  ['/PLAN', { kind: 'command', name: 'plan', argument: '' }],
  ['/plam', { kind: 'unknown', name: 'plam' }],
  ['/__proto__', { kind: 'unknown', name: '__proto__' }],
  ['/data/sales.csv has wrong dates', { kind: 'message', text: '/data/sales.csv has wrong dates' }],
  ['//plan is what I mean', { kind: 'message', text: '/plan is what I mean' }],
])('%j is read', (line, expected) => {
  expect(parseChatLine(line)).toEqual(expected);
});
