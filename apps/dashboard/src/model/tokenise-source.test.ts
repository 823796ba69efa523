import { expect, test } from 'vitest';
import { tokeniseSource } from './tokenise-source.js';

const marked = (source: string, language: string, calls: readonly string[] = []) =>
  tokeniseSource(source, language, new Set(calls)).map((line) => line.map((token) => (token.kind === 'plain' ? token.text : `${token.kind}<${token.text}>`)).join(''));

test('TypeScript: keywords, strings, numbers, comments', () => {
  expect(marked("const a = await f('x', 1_000.5); // done", 'typescript')).toEqual(["keyword<const> a = keyword<await> f(string<'x'>, number<1_000.5>); comment<// done>"]);
});

test('a plugin is marked where it is called, and only there', () => {
  expect(marked('const load = weather.load; await weather.load({})', 'typescript', ['weather.load'])).toEqual(['keyword<const> load = weather.load; keyword<await> call<weather.load>({})']);
  expect(marked('tools.weather.load(1)', 'typescript', ['weather.load'])).toEqual(['tools.call<weather.load>(number<1>)']);
});

test('text over several lines keeps its kind on each of them', () => {
  expect(marked('a = `one\ntwo` + b', 'typescript')).toEqual(['a = string<`one>', 'string<two`> + b']);
  expect(marked('"""doc\nmore"""\nx = 1', 'python')).toEqual(['string<"""doc>', 'string<more""">', 'x = number<1>']);
});

test('Python: keywords and comments are its own', () => {
  expect(marked('for row in rows:  # each\n    score(row)', 'python', ['score'])).toEqual(['keyword<for> row keyword<in> rows:  comment<# each>', '    call<score>(row)']);
});

test.each(['', '\n\n', "'unclosed", '`never ${ends', '/* open', '"""', "f'{x}'", '\t\u2028 é 日本', 'a\r\nb', '<script>alert(1)</script>'])('joined tokens give the source back: %j', (source) => {
  for (const language of ['typescript', 'python', 'ruby']) {
    expect(tokeniseSource(source, language).map((line) => line.map((token) => token.text).join('')).join('\n')).toBe(source);
  }
});

test('a quarter of a megabyte without any structure is read in one go', () => {
  const source = "'\\".repeat(128_000);
  expect(tokeniseSource(source, 'typescript').flat().map((token) => token.text).join('')).toBe(source);
});
