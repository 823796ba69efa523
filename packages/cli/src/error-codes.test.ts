import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const ROOT = new URL('../../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, ROOT), 'utf8');

test('docs/errors.md has every code of every package, and no other', () => {
  const files = [...readdirSync(new URL('packages', ROOT)).map((name) => `packages/${name}/src/errors.ts`), 'packages/runtime/src/models/model-error.ts'];
  const inCode = files.flatMap((file) => {
    try {
      return [...read(file).matchAll(/'([A-Z]+(?:_[A-Z]+)+)'/g)].map(([, code]) => code!);
    } catch {
      return [];
    }
  });
  const inDocs = [...read('docs/errors.md').matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code]) => code!);
  expect(inDocs.toSorted()).toEqual([...new Set(inCode)].toSorted());
});
