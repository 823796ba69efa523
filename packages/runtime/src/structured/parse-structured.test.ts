import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { LONGEST_STRUCTURED_REPLY, parseStructured } from './parse-structured.js';

const reply = z.object({ message: z.string(), code: z.string() });

test('proper JSON is taken as it is', () => {
  expect(parseStructured('\n{"message": "hi", "code": "f(\\"{\\")"}', reply)).toEqual({
    ok: true,
    value: { message: 'hi', code: 'f("{")' },
    repaired: false,
  });
});

test.each<[string, string, { message: string; code: string }]>([
  ['a fence around it', '```json\n{"message": "a", "code": "b"}\n```', { message: 'a', code: 'b' }],
  [
    'chatter with braces around it',
    'Sure! I use {message} and [code]:\n{"message": "a", "code": "b"}\nHope that {helps}.',
    { message: 'a', code: 'b' },
  ],
  ['a draft in its thinking', '<think>Maybe {"message": "x", "code": "draft"}?</think>{"message": "a", "code": "b"}', { message: 'a', code: 'b' }],
  ['a made-up next turn after it', '{"message": "a", "code": "b"}\nUser: ok\n{"message": "c", "code": "d"}', { message: 'a', code: 'b' }],
  ['a wrapper object', '{"response": {"message": "a", "code": "b"}}', { message: 'a', code: 'b' }],
  ['a list of one', '[{"message": "a", "code": "b"}]', { message: 'a', code: 'b' }],
  ['JSON within a JSON string', '"{\\"message\\": \\"a\\", \\"code\\": \\"b\\"}"', { message: 'a', code: 'b' }],
  ['doubled braces', '{{"message": "a", "code": "b"}}', { message: 'a', code: 'b' }],
  ['trailing commas', '{"message": "a", "code": "b",}', { message: 'a', code: 'b' }],
  ['a forgotten comma', '{"message": "a"\n "code": "b"}', { message: 'a', code: 'b' }],
  ['comments', '{ // what I say\n"message": "a", /* and do */ "code": "b" # so\n}', { message: 'a', code: 'b' }],
  ['single quotes and an apostrophe', "{'message': 'don't', 'code': 'b'} I hope it's fine", { message: "don't", code: 'b' }],
  ['typographic quotes', '{“message”: “a”, “code”: “b”}', { message: 'a', code: 'b' }],
  ['unquoted keys', '{message: "a", code: "b"}', { message: 'a', code: 'b' }],
  ['line breaks inside strings', '{"message": "a", "code": "x = 1\n\tif (x) { y() }\n"}', { message: 'a', code: 'x = 1\n\tif (x) { y() }\n' }],
  [
    'double quotes inside strings',
    '{"message": "say "hi"", "code": "print("hi", "x"); f({"a": 1})"}',
    { message: 'say "hi"', code: 'print("hi", "x"); f({"a": 1})' },
  ],
  ['a regular expression', '{"message": "a", "code": "/\\d+\\s/",}', { message: 'a', code: '/\\d+\\s/' }],
  ['back quotes around code', '{"message": "a", "code": `const s = "x";\nf({ s });`}', { message: 'a', code: 'const s = "x";\nf({ s });' }],
  ['triple quotes around code', '{"message": "a", "code": """\nprint("{x}")\n"""}', { message: 'a', code: 'print("{x}")\n' }],
  ['code with a fence in it', 'Here:\n{"message": "a", "code": "f(`\n```js\n{}\n```\n`)"}', { message: 'a', code: 'f(`\n```js\n{}\n```\n`)' }],
  ['a missing last brace', '{"message": "a", "code": "if (x) { y() }"\n', { message: 'a', code: 'if (x) { y() }' }],
])('a reply with %s is understood', (_, text, value) => {
  expect(parseStructured(text, reply)).toEqual({ ok: true, value, repaired: true });
});

test.each([
  ['a block of code', "I log it:\n```ts\nconst o = {};\nlog(\n  { message: 'a', code: 'b' }\n);\n```\n"],
  ['a block of code without a name', "```\nlog({ message: 'a', code: 'b' });\nconst x = { message: 'a', code: 'b' };\n```"],
])('an object literal in %s is not taken for the reply', (_, text) => {
  expect(parseStructured(text, reply).ok).toBe(false);
});

test('a block of code that is the reply, under the name of a language, is understood', () => {
  const text = '```javascript\n{ message: "a", code: "f()" }\n```';
  expect(parseStructured(text, reply)).toEqual({ ok: true, value: { message: 'a', code: 'f()' }, repaired: true });
});

test("Python's words are understood", () => {
  const schema = z.object({ done: z.boolean(), next: z.null(), count: z.number() });
  expect(parseStructured("{'done': True, 'next': None, 'count': -1.5e2}", schema)).toEqual({
    ok: true,
    value: { done: true, next: null, count: -150 },
    repaired: true,
  });
});

test.each([
  ['in a string', '{"message": "a", "code": "function f() { return 1; }', 'Your reply broke off in the middle of `code`.'],
  ['in an escape', '{"message": "a", "code": "x\\', 'Your reply broke off in the middle of `code`.'],
  ['before a value', '```json\n{"message": "a", "code":', 'Your reply broke off in the middle of `code`.'],
  ['in a number', '{"message": 12', 'Your reply broke off in the middle of `message`.'],
])('a reply that breaks off %s is not completed', (_, text, problem) => {
  expect(parseStructured(text, reply)).toEqual({
    ok: false,
    problem: `${problem} Send the whole JSON object again, with shorter values.`,
  });
});

test('when the provider says the reply was cut off, nothing is added to it', () => {
  expect(parseStructured('{"message": "a", "code": "b"', reply, { cutShort: true })).toEqual({
    ok: false,
    problem: 'Your reply broke off before its JSON was complete. Send the whole JSON object again, with shorter values.',
  });
  expect(parseStructured('{"message": "a", "code": "b"}', reply, { cutShort: true })).toMatchObject({ ok: true });
});

test('where a quote can mean two things, the model is asked to escape it', () => {
  const text = '{"message": "a", "code": "const o = {"x": "y"}\nconsole.log(o, "z")"}';
  expect(parseStructured(text, reply)).toMatchObject({ ok: false, problem: expect.stringContaining('write double quotes as \\"') });
});

test.each([
  ['', 'Your reply holds no JSON object. Answer with one JSON object and nothing around it.'],
  ['I cannot do that.', 'Your reply holds no JSON object. Answer with one JSON object and nothing around it.'],
  ['{"message": 1}', 'Your JSON does not fit the schema: `message`: expected string, received number; `code` is missing (expected string).'],
  [
    '{"message" "a"}',
    'Your JSON cannot be read near `{"message" "a"}`: expected the end of a string. ' +
      'Inside strings write double quotes as \\" and line breaks as \\n.',
  ],
])('%j is answered with what is wrong', (text, problem) => {
  expect(parseStructured(text, reply)).toEqual({ ok: false, problem });
});

test('a reply without end is refused unread', () => {
  expect(parseStructured('{'.repeat(LONGEST_STRUCTURED_REPLY + 1), reply)).toMatchObject({
    ok: false,
    problem: 'Your reply has 2000001 characters, more than the 2000000 that are read. Answer more briefly.',
  });
});

test('a __proto__ key changes nothing', () => {
  for (const text of ['{"__proto__": {"polluted": 1}, "a": 1}', "{'__proto__': {'polluted': 1}, 'a': 1}"]) {
    const result = parseStructured(text, z.looseObject({ a: z.number() }));
    expect(result).toMatchObject({ ok: true, value: { a: 1 } });
    expect((result as { value: { polluted?: unknown } }).value.polluted).toBeUndefined();
  }
});

// Each of these takes seconds or overflows the stack in a reader that looks ahead without bound.
test.each([
  ['quotes', '{"a":"' + 'x" y "'.repeat(100_000)],
  ['comments that never end', '{"a":"' + '"/*'.repeat(100_000)],
  ['comments after quotes', '{"a":"' + '"//\n'.repeat(100_000)],
  ['levels', '{"a":'.repeat(100_000)],
  ['brackets', '['.repeat(1_000_000)],
  ['fences', '```ts\n'.repeat(100_000)],
  ['many programs', '```ts\nx{\n```\n'.repeat(100_000)],
  ['expressions', '({'.repeat(500_000)],
  ['fenced braces', '```ts\n\n{'.repeat(100_000)],
  ['spaces', `\`\`\`ts\n${' \n'.repeat(100_000)}`],
  ['possible ends', '{"a":"' + '"} x'.repeat(100_000)],
])('a hostile reply made of %s is refused', (_, text) => {
  expect(parseStructured(text, reply).ok).toBe(false);
});

const jsonObject = fc.dictionary(fc.string().filter((key) => key !== '__proto__'), fc.jsonValue({ maxDepth: 4 }).map(withoutMinusZero));

/** JSON has no minus zero. */
function withoutMinusZero(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (key, inner: unknown) => (key === '__proto__' ? undefined : inner));
}

test('any JSON object comes back as it was, also from the middle of a text', () => {
  const any = z.record(z.string(), z.json());
  fc.assert(
    fc.property(jsonObject, fc.nat(3), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      expect(parseStructured(text, any)).toEqual({ ok: true, value, repaired: false });
      expect(parseStructured(`Here it is:\n\`\`\`json\n${text}\n\`\`\`\nDone.`, any)).toEqual({ ok: true, value, repaired: true });
    }),
  );
});

test('no text makes it throw, nor any beginning of a reply', () => {
  const pieces = fc.constantFrom('{', '}', '[', ']', '"', "'", '"""', ':', ',', '\\', '\\u', '//', '/*', '*/', '#', '\n', ' ', 'a', '1', '-', 'true', '```', '“', '”', '`');
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.array(pieces, { maxLength: 60 }).map((all) => all.join(''))), (text) => {
      expect(typeof parseStructured(text, reply).ok).toBe('boolean');
    }),
    { numRuns: 2_000 },
  );
});

test('a beginning of a reply never gives a shorter program', () => {
  fc.assert(
    fc.property(fc.record({ message: fc.string(), code: fc.string({ minLength: 1 }) }), fc.nat(), (value, at) => {
      const text = JSON.stringify(value);
      const result = parseStructured(text.slice(0, at % text.length), reply);
      if (result.ok) expect(result.value).toEqual(value);
    }),
    { numRuns: 1_000 },
  );
});
