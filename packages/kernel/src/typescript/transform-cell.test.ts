import { createContext, runInContext } from 'node:vm';
import { expect, test } from 'vitest';
import { transformCell, type TransformRequest } from './transform-cell.js';

const DEFAULTS: Omit<TransformRequest, 'source'> = { label: '3', plugins: ['weather', 'add'], aliases: [], guards: false };

function ready(source: string, more: Partial<TransformRequest> = {}) {
  const result = transformCell({ ...DEFAULTS, source, ...more });
  if (result.kind !== 'ready') throw new Error(result.message);
  return result;
}

/** Runs cells one after the other as the runner does, on a global object of their own. */
async function run(...cells: readonly string[]): Promise<unknown> {
  const positions: string[] = [];
  const global: Record<string, unknown> = {
    console,
    add: async ({ a, b }: { a: number; b: number }) => a + b,
    positions,
    __k: {
      p: (cell: string, line: number, column: number, value: unknown) => (positions.push(`${cell}:${line}:${column}`), value),
      z: (cell: string, line: number, column: number) => (positions.push(`${cell}:${line}:${column}`), []),
      c: (names: string[]) => names.forEach((name) => Object.defineProperty(global, name, { value: global[name], writable: false, configurable: true })),
      f: (name: string, definition: unknown) => void (global[name] = definition),
      s: (name: string, value: unknown) => void (global[name] = value),
      q: [0],
    },
  };
  const context = createContext(global);
  let aliases: readonly string[] = [];
  let value: unknown;
  for (const source of cells) {
    const { javascript, lets, consts, aliases: next } = ready(source, { aliases });
    aliases = next;
    for (const name of [...lets, ...consts]) Object.defineProperty(global, name, { value: global[name], writable: true, configurable: true });
    value = await runInContext(`${javascript}()`, context);
  }
  return value;
}

test.each([
  ['the last expression', '1; 2 + 3', 5],
  ['an object literal at the end', 'const n = 1;\n{ n }', { n: 1 }],
  ['nothing after a declaration', 'const n = 1;', undefined],
  ['a directive-like text', "'use this'", 'use this'],
  ['a trailing comment', '7 // seven', 7],
  ['a value in parentheses', '(1, 2)', 2],
  ['a default export', 'export default 4', 4],
  ['an awaited value', 'await Promise.resolve(6)', 6],
  ['types around it', '(5 as number) satisfies number', 5],
])('%s is the value', async (_, source, value) => {
  expect(await run(source)).toEqual(value);
});

test.each([
  ['const', ['const a: number = 1', 'a + 1'], 2],
  ['let with a type and no value', ['let a: string', 'a ?? "none"'], 'none'],
  ['destructuring with types', ['const { a, b: [c = 3] }: any = { a: 1, b: [] }', '[a, c]'], [1, 3]],
  ['var in a block', ['if (true) { var a = 4 }', 'a'], 4],
  ['var in a loop', ['for (var i = 0; i < 3; i++);', 'i'], 3],
  ['var of a for-of', ['for (var x of [1, 2]);', 'x'], 2],
  ['functions, hoisted', ['const six = f();\nfunction f(): number { return 6 }', 'six + f()'], 12],
  ['async generators', ['async function* g() { yield 1; yield 2 }', 'const all = []; for await (const x of g()) all.push(x); all'], [1, 2]],
  ['classes', ['abstract class A { constructor(readonly n: number) {} }\nclass B extends A {}', 'new B(8).n'], 8],
  ['enums', ['enum Color { Red, Green }', 'Color.Green'], 1],
  ['exported names', ['export const a = 9; export function f() { return a }', 'f()'], 9],
  ['a const declared again', ['const a = 1', 'const a = 2; a'], 2],
  ['a function declared again as a value', ['function a() {}', 'let a = 3; a'], 3],
  ['live bindings in closures', ['let n = 1; const read = () => n', 'n = 5; read()'], 5],
  ['interfaces and type aliases', ['interface A { a: number }\ntype B = A | null;\nconst b: B = { a: 1 }; b!.a'], 1],
  ['generics and arrow functions', ['const id = <T,>(x: T): T => x;', 'id<number>(4)'], 4],
  ['labels and nested functions', ['outer: for (const a of [1, 2]) { for (;;) { continue outer } }\n1'], 1],
])('%s', async (_, cells, value) => {
  expect(await run(...(cells as string[]))).toEqual(value);
});

test('a call carries the place of its callee, evaluated after its arguments', async () => {
  expect(await run('const x = await add({ a: await add({ a: 1, b: 1 }), b: 1 });\npositions')).toEqual(['3:1:32', '3:1:17']);
});

test('aliases, members, bound functions and calls without arguments are marked', () => {
  const { javascript, aliases } = ready('const load = weather.load;\nconst { clean } = weather;\nconst bound = weather.load.bind(null);\nload(1); clean(...[2]); bound();\nweather?.load(3);\n(weather as any).load!(4);');
  expect(javascript.match(/__k\.[pz]\("3",\d+,\d+/g)).toEqual([
    // bind() itself is a call on a plugin's name; marking it does no harm.
    '__k.p("3",3,15', '__k.p("3",4,1', '__k.p("3",4,10', '__k.z("3",4,25', '__k.p("3",5,1', '__k.p("3",6,1',
  ]);
  expect(aliases).toEqual(['load', 'clean', 'bound']);
});

test('a name that hides a plugin is left alone', () => {
  const { javascript } = ready('function f(weather: any) { weather.load(1) }\n{ const add = (x: number) => x; add(2) }\ntry {} catch (add) { add(3) }\nfor (const add of []) add(4);');
  expect(javascript).not.toContain('__k.p');
});

test('every statement stays on its line', () => {
  const source = 'import { join } from\n  "node:path";\nconst a: {\n  x: number;\n} = { x: 1 };\ninterface B {\n  y: string\n}\nthrow new Error("line 9");';
  expect(ready(source).javascript.split('\n').findIndex((line) => line.includes('line 9'))).toBe(8);
});

test('imports become calls of the runner', () => {
  const { javascript, lets } = ready("import a, { b as c } from 'm'; import * as d from 'n'; import type { E } from 'o'; const f = await import('p');");
  expect(javascript).toContain('({"default":a,"b":c}=await __k.i("m",["default","b"]));');
  expect(javascript).toContain('d=await __k.i("n",[])');
  expect(javascript).toContain("__k.i('p')");
  expect(javascript).not.toContain('"o"');
  expect(lets).toEqual(['a', 'c', 'd']);
});

test('guards stand in loops and functions, and do not change what the code does', async () => {
  const { javascript } = ready('for (;;) break;\nwhile (false) { }\nconst f = (x: number) => x;\nfunction g() { "use strict"; return 1 }\nclass A { m() { return 2 } }', { guards: true });
  expect(javascript.match(/__k\.q\[0\]/g)).toHaveLength(4);
  expect(ready('do 1; while (false)', { guards: true }).javascript).toContain('{if(__k.q[0])__k.t();1;}');
});

test.each([
  ['let a = (;', { line: 1, column: 10 }],
  ['const x = 1;\nnamespace N { export const a = 1 }', { line: 2, column: 1 }],
  ['a b', { line: 1, column: 2 }],
])('%j cannot be read, and says where', (source, position) => {
  expect(transformCell({ ...DEFAULTS, source })).toMatchObject({ kind: 'unreadable', ...position });
});

test.each(['(', '[', '!', '{', '`${', 'f(', 'x=>', 'a?b:', 'if(1)', '-', 'new ', 'await '])('%j ten thousand times throws nothing', (piece) => {
  expect(['ready', 'unreadable']).toContain(transformCell({ ...DEFAULTS, source: `${piece.repeat(10_000)}1` }).kind);
});
