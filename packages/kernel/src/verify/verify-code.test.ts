import { expect, test } from 'vitest';
import { findPython } from '../places/find-python.js';
import { verifyCode, type CodeRules } from './verify-code.js';

const messages = async (source: string, rules: CodeRules, language: 'typescript' | 'python' = 'typescript') =>
  (await verifyCode(source, language, rules)).map(({ message, line }) => `${line}: ${message}`);

test.each([
  ["import { request } from 'node:http';", '1: The module http must not be imported.'],
  ["\nconst http = await import('http');", '2: The module http must not be imported.'],
  ["const http = require('node:http');", '1: The module http must not be imported.'],
  ["export * from 'http';", '1: The module http must not be imported.'],
  ["const name = 'ht' + 'tp'; await import(name);", '1: A module is imported whose name is not written out. Name it in quotes.'],
])('TypeScript: %s', async (source, expected) => {
  expect(await messages(source, { denyModules: ['node:http'] })).toEqual([expected]);
});

test.each([
  'eval("1")',
  'const run = eval; run("1")',
  "import fs from 'node:fs'; fs.rmSync('a')",
  "import * as f from 'fs'; f['rmSync']('a')",
  "import { rmSync as away } from 'fs'; away('a')",
  "const { rmSync } = await import('node:fs');",
  "(await import('fs')).rmSync('a')",
])('TypeScript: %s names a function that it must not', async (source) => {
  expect(await messages(source, { denyFunctions: ['eval', 'node:fs.rmSync'] })).toEqual([expect.stringMatching(/^1: (eval|fs\.rmSync) must not be used\.$/)]);
});

test('TypeScript: names of fields and texts are no functions; what is allowed passes', async () => {
  const source = "const { readFile } = await import('node:fs/promises');\nconst data = { eval: 1, text: 'eval(1)' };\ndata.eval + (await readFile('a')).length";
  expect(await messages(source, { allowModules: ['fs'], denyFunctions: ['eval', 'process.*'] })).toEqual([]);
  expect(await messages("import 'node:os';", { allowModules: ['fs', 'path'] })).toEqual(['1: The module os must not be imported. Allowed: fs, path.']);
});

test('what cannot be read is not let through', async () => {
  expect(await messages('const = 1', { denyFunctions: ['eval'] })).toEqual([expect.stringMatching(/cannot be read, so it cannot be checked/)]);
  expect(await messages('('.repeat(50_000), { denyFunctions: ['eval'] })).toHaveLength(1);
});

const python = await findPython();
test.skipIf(python === undefined)('Python: imports, aliases, attributes and dynamic imports are read by its own parser', async () => {
  const rules = { denyModules: ['subprocess', 'socket'], denyFunctions: ['eval', 'os.system', 'shutil.*'] };
  const source = 'import os as o, subprocess\nfrom shutil import rmtree as away\naway("x")\no.system("ls")\nimport importlib\nimportlib.import_module("socket")\nawait something()\nx = "eval(1)"\n__import__(x)';
  expect(await messages(source, rules, 'python')).toEqual([
    '1: The module subprocess must not be imported.',
    '2: shutil.rmtree must not be used.',
    '4: os.system must not be used.',
    '6: The module socket must not be imported.',
    '9: A module is imported whose name is not written out. Name it in quotes.',
  ]);
  expect(await messages('import os.path\nos.path.join("a")', { allowModules: ['os'] }, 'python')).toEqual([]);
  expect(await messages('def', rules, 'python')).toEqual([expect.stringMatching(/cannot be read/)]);
});
