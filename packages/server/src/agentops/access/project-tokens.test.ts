import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { createProjectTokens } from './project-tokens.js';

const SECRET = Buffer.alloc(32, 7);
const NOW_MS = 1_790_000_000_000;
const DAY_MS = 24 * 60 * 60 * 1_000;
const tokens = createProjectTokens(SECRET, () => NOW_MS);

test('a token says what it was made with', () => {
  expect(tokens.read(`Bearer ${tokens.issue({ project: 'blue' })}`)).toEqual({ project: 'blue', expiresAtSeconds: 1_792_592_000 });
  expect(tokens.read(`bearer ${tokens.issue({ project: 'blue', sessionId: 's1' })}`)).toMatchObject({ project: 'blue', sessionId: 's1' });
});

test('a token lives for thirty days', () => {
  const token = tokens.issue({ project: 'blue' });
  const after = (days: number) => createProjectTokens(SECRET, () => NOW_MS + days * DAY_MS).read(`Bearer ${token}`);
  expect(after(29)).toMatchObject({ project: 'blue' });
  expect(after(30)).toBeUndefined();
});

test('a token signed by another server is refused', () => {
  const other = createProjectTokens(Buffer.alloc(32, 8), () => NOW_MS);
  expect(tokens.read(`Bearer ${other.issue({ project: 'blue' })}`)).toBeUndefined();
});

test('a changed payload is refused, whatever algorithm the header names', () => {
  const [header, , signature] = tokens.issue({ project: 'blue' }).split('.') as [string, string, string];
  const forged = encode({ exp: 9_999_999_999, project_id: 'red' });
  const unsigned = encode({ alg: 'none' });
  const misSigned = createHmac('sha256', '').update(`${unsigned}.${forged}`).digest('base64url');
  for (const token of [`${header}.${forged}.${signature}`, `${unsigned}.${forged}.`, `${unsigned}.${forged}.${misSigned}`]) {
    expect(tokens.read(`Bearer ${token}`)).toBeUndefined();
  }
});

test.each([
  undefined, null, '', 'Bearer', 'Bearer ', 'Bearer .', 'Bearer ..', 'Bearer a.b.c', 'Basic YTpi', `Bearer ${'a'.repeat(10_000)}`,
])('%j is no token', (authorization) => {
  expect(tokens.read(authorization)).toBeUndefined();
});

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
