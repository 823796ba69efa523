import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createStore } from '../create-store.js';
import type { Store } from '../store.js';
import type { StoredKey } from './api-key.js';

let directory: string;
let store: Store;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'heddle-access-'));
  store = await createStore({ dataFolder: directory });
});

afterAll(async () => {
  await store.close();
  await rm(directory, { recursive: true });
});

const KEY: StoredKey = {
  keyId: 'key_1', project: 'blue', name: "the shop's", preview: 'hdl_abc', sha256: 'a'.repeat(64), scopes: ['write', 'read'],
  createdAt: '2026-03-01T12:00:00.000Z', expiresAt: null, revokedAt: null,
};

test('a key comes back as it was saved, and saving it again replaces it', async () => {
  await store.access.saveKey(KEY);
  expect(await store.access.listKeys()).toEqual([KEY]);
  const revoked = { ...KEY, revokedAt: '2026-03-02T12:00:00.001Z', expiresAt: '2027-01-01T00:00:00.000Z' };
  await store.access.saveKey(revoked);
  expect(await store.access.listKeys()).toEqual([revoked]);
});

const project = (projectId: string) => ({ projectId, name: projectId.toUpperCase(), createdAt: '2026-03-01T12:00:00.000Z' });

test('projects are listed by their ids', async () => {
  await store.access.saveProject(project('red'));
  await store.access.saveProject(project('blue'));
  await store.access.saveProject({ ...project('red'), name: 'Rosso' });
  expect(await store.access.listProjects()).toEqual([project('blue'), { ...project('red'), name: 'Rosso' }]);
});
