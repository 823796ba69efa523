import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseKernelFrame } from './parse-kernel-frame.js';

function parse(frame: unknown, rest = Buffer.alloc(0)) {
  return parseKernelFrame({ json: typeof frame === 'string' ? frame : JSON.stringify(frame), rest });
}

test('a call keeps what has the right type', () => {
  expect(parse({ t: 'call', cell: '1', id: 4, plugin: 'add', args: { a: 1 }, line: 7, column: -1, at: '0', task: 'pool-1', extra: true })).toEqual({
    t: 'call', cell: '1', id: 4, plugin: 'add', args: { a: 1 }, line: 7, at: '0', task: 'pool-1',
  });
});

test.each([
  ['no JSON', '{{'],
  ['no object', [1]],
  ['an unknown frame', { t: 'span', name: 'forged' }],
  ['a call without an id', { t: 'call', cell: '1', plugin: 'add' }],
  ['a call with a fractional id', { t: 'call', cell: '1', id: 1.5, plugin: 'add' }],
  ['an end with a made-up outcome', { t: 'done', cell: '1', outcome: 'great' }],
  ['nesting beyond 200 levels', `{"t":"call","cell":"1","id":1,"plugin":"a","args":${'['.repeat(300)}${']'.repeat(300)}}`],
])('%s is none', (_, frame) => {
  expect(parse(frame)).toBeUndefined();
});

test('keys that lead to a prototype are dropped, also when they are escaped', () => {
  const call = parse('{"t":"call","cell":"1","id":1,"plugin":"a","args":{"__proto__":{"x":1},"\\u005f_proto__":{"x":1},"constructor":{"prototype":{"x":1}},"b":{"constructor":"Ferrari"}}}');
  expect(call).toMatchObject({ args: { b: { constructor: 'Ferrari' } } });
  expect(Object.keys((call as { args: object }).args)).toEqual(['b']);
});

test('binary parts become base64 fields of the bundle, and none is read past the end', () => {
  const frame = { t: 'display', cell: '1', bundle: { 'text/plain': 'a' }, parts: [{ type: 'image/png', size: 2 }, { type: 'image/jpeg', size: 99 }, { type: '__proto__', size: 1 }] };
  expect(parse(frame, Buffer.from([1, 2, 3]))).toEqual({ t: 'display', cell: '1', bundle: { 'text/plain': 'a', 'image/png': 'AQI=', 'image/jpeg': 'Aw==' } });
});

test('texts and lists are bounded', () => {
  const done = parse({ t: 'done', cell: '1', outcome: 'error', calls: 1, error: { type: 'E'.repeat(999), message: 'm'.repeat(99_999), line: 1e12 }, variables: Array.from({ length: 999 }, () => ({ name: 'n' })) });
  expect(done).toMatchObject({ error: { type: 'E'.repeat(200), message: 'm'.repeat(20_000) } });
  expect(done).toHaveProperty('variables.length', 500);
  expect(done).not.toHaveProperty('error.line');
});

test('no JSON makes it throw', () => {
  fc.assert(fc.property(fc.json(), (json) => void parse(json)));
  const anything = fc.record({ t: fc.constantFrom('call', 'done', 'out', 'display', 'warn', 'ready', 'echo'), cell: fc.jsonValue(), id: fc.jsonValue(), plugin: fc.jsonValue(), bundle: fc.jsonValue(), parts: fc.jsonValue(), variables: fc.jsonValue(), error: fc.jsonValue(), value: fc.jsonValue(), outcome: fc.constantFrom('ok', 'error', 1) });
  fc.assert(fc.property(anything, (frame) => void parse(frame)));
});
