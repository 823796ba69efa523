import type { StoredKey } from '@heddle/store';
import { expect, test } from 'vitest';
import { createGate } from './gate.js';
import { createKeyRing } from './key-ring.js';
import { newKey } from './new-key.js';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const ACCESS_KEY = 'correct horse battery';

function storedKey(change: Partial<StoredKey> = {}): { readonly secret: string; readonly key: StoredKey } {
  const { secret, sha256, preview } = newKey();
  return {
    secret,
    key: {
      keyId: 'key_1', project: 'blue', name: 'shop', preview, sha256, scopes: ['write'], createdAt: '2026-01-01T00:00:00.000Z',
      expiresAt: null, revokedAt: null, ...change,
    },
  };
}

async function gateWith(keys: readonly StoredKey[], keyRequired = true) {
  const ring = await createKeyRing({ listKeys: () => Promise.resolve(keys) }, { nowMs: () => NOW, onError: () => {} });
  return createGate({ keys: ring, accessKey: keyRequired ? ACCESS_KEY : undefined, keyRequired });
}

test('a key is 32 random bytes behind a prefix, and only its hash is kept', () => {
  const { secret, sha256 } = newKey();
  expect(secret).toMatch(/^hdl_[\w-]{43}$/);
  expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(newKey().secret).not.toBe(secret);
});

test('a key opens its project with its scopes, as a bearer or a password', async () => {
  const { secret, key } = storedKey();
  const gate = await gateWith([key]);
  const expected = { project: 'blue', scopes: new Set(['write']), keyId: 'key_1' };
  expect(gate.callerOfAuthorization(`Bearer ${secret}`)).toEqual(expected);
  expect(gate.callerOfAuthorization(`Basic ${Buffer.from(`me:${secret}`).toString('base64')}`)).toEqual(expected);
});

test('admin includes the other scopes', async () => {
  const { secret, key } = storedKey({ scopes: ['admin'] });
  expect((await gateWith([key])).callerOfKey(secret)?.scopes).toEqual(new Set(['write', 'read', 'admin']));
});

test.each([
  ['a revoked key', { revokedAt: '2026-02-01T00:00:00.000Z' }],
  ['an expired key', { expiresAt: '2026-03-01T11:59:59.999Z' }],
])('%s opens nothing, not even a server that asks for none', async (_what, change) => {
  const { secret, key } = storedKey(change);
  expect((await gateWith([key])).callerOfKey(secret)).toBeUndefined();
  expect((await gateWith([key], false)).callerOfKey(secret)).toBeUndefined();
});

test('without a key, only a server that asks for none lets anybody in', async () => {
  const open = await gateWith([], false);
  const closed = await gateWith([]);
  for (const authorization of [undefined, '', 'Bearer', 'Bearer something', 'Digest x']) {
    expect(open.callerOfAuthorization(authorization)?.project).toBe('default');
    expect(closed.callerOfAuthorization(authorization)).toBeUndefined();
  }
  expect(closed.callerOfKey(ACCESS_KEY)).toMatchObject({ project: 'default' });
  expect(closed.callerOfKey(`${ACCESS_KEY} `)).toBeUndefined();
});

test('what was given for a key ends with it: revoked, expired, or another access key', async () => {
  const { key } = storedKey();
  const open = await gateWith([key], false);
  const closed = await gateWith([key]);
  expect([closed.isCurrent('key_1'), open.isCurrent('key_1')]).toEqual([true, true]);
  expect((await gateWith([{ ...key, revokedAt: '2026-02-01T00:00:00.000Z' }])).isCurrent('key_1')).toBe(false);
  expect((await gateWith([{ ...key, expiresAt: '2026-02-01T00:00:00.000Z' }])).isCurrent('key_1')).toBe(false);
  expect((await gateWith([])).isCurrent('key_1')).toBe(false);
  expect([closed.isCurrent(undefined), open.isCurrent(undefined)]).toEqual([false, true]);
  const { keyId } = closed.callerOfKey(ACCESS_KEY)!;
  expect([closed.isCurrent(keyId), open.isCurrent(keyId)]).toEqual([true, false]);
});

test('a key may look like a UUID, and once revoked it opens nothing, also where none is needed', async () => {
  const { secret, sha256 } = newKey('uuid');
  expect(secret).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  const { key } = storedKey({ sha256 });
  expect((await gateWith([key], false)).callerOfKey(secret)).toMatchObject({ project: 'blue' });
  expect((await gateWith([{ ...key, revokedAt: '2026-02-01T00:00:00.000Z' }], false)).callerOfKey(secret)).toBeUndefined();
});
