import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createStructuredStream, type FieldDelta } from './structured-stream.js';

test('message and code can be shown while they are written', () => {
  const fields: FieldDelta[] = [];
  const stream = createStructuredStream((field) => fields.push(field));

  stream.push('Sure, I {do} it:\n```json\n{"mess');
  stream.push('age": "Load');
  stream.push('ing\\n');
  stream.push('", "plan": [{"title": "Se');
  expect(stream.value()).toEqual({ message: 'Loading\n', plan: [{ title: 'Se' }] });
  stream.push('e", "done": tr');
  expect(stream.value()).toEqual({ message: 'Loading\n', plan: [{ title: 'See' }] });
  stream.push('ue}], "code": "f(\\');
  stream.push('"{\\u00');
  stream.push('e9}\\")"}\n``` {"message": "no more"}');

  expect(fields).toEqual([
    { path: 'message', text: 'Load', done: false },
    { path: 'message', text: 'ing\n', done: false },
    { path: 'message', text: '', done: true },
    { path: 'plan.0.title', text: 'Se', done: false },
    { path: 'plan.0.title', text: 'e', done: true },
    { path: 'code', text: 'f(', done: false },
    { path: 'code', text: '"{', done: false },
    { path: 'code', text: 'é}")', done: true },
  ]);
  expect(stream.value()).toEqual({ message: 'Loading\n', plan: [{ title: 'See', done: true }], code: 'f("{é}")' });
});

test('a character of two code units is not told by halves', () => {
  const fields: FieldDelta[] = [];
  const stream = createStructuredStream((field) => fields.push(field));
  for (const unit of '{"a":"\u{1f9f5}"}'.split('')) stream.push(unit);
  expect(fields).toEqual([
    { path: 'a', text: '\u{1f9f5}', done: false },
    { path: 'a', text: '', done: true },
  ]);
});

test('nothing is known before the object starts', () => {
  const stream = createStructuredStream();
  stream.push('Let me think about {x} first.');
  expect(stream.value()).toBeUndefined();
});

test('a __proto__ key changes nothing', () => {
  const stream = createStructuredStream();
  stream.push('{"__proto__": {"polluted": 1}, "a": 1}');
  expect(stream.value()).toEqual({ a: 1 });
});

const nonEmptyObject = fc
  .dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }), { minKeys: 1 })
  .map((value) => JSON.stringify(value))
  .filter((text) => !text.includes('__proto__'));

test('once all is written the value is what JSON says, wherever the pieces ended', () => {
  fc.assert(
    fc.property(nonEmptyObject, fc.integer({ min: 1, max: 7 }), (text, size) => {
      const told = new Map<string, string>();
      const stream = createStructuredStream(({ path, text: added }) => told.set(path, (told.get(path) ?? '') + added));
      for (let at = 0; at < text.length; at += size) stream.push(text.slice(at, at + size));
      const value: unknown = JSON.parse(text);
      expect(stream.value()).toEqual(value);
      expect([...told.values()].sort()).toEqual([...stringsIn(value)].sort());
    }),
  );
});

function* stringsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) yield* stringsIn(inner);
}

test('no text makes it throw', () => {
  const pieces = fc.constantFrom('{', '}', '[', ']', '"', "'", ':', ',', '\\', '\\u', '\n', 'a', '1', 'true', '{"a":');
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 60 }), (all) => {
      const stream = createStructuredStream();
      for (const piece of all) {
        stream.push(piece);
        stream.value();
      }
    }),
    { numRuns: 2_000 },
  );
});
