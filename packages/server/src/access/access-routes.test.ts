import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApiKey } from '@heddle/store';
import { type Store, createStore } from '@heddle/store';
import { Hono } from 'hono';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HeddleServer, createServer } from '../create-server.js';

const ACCESS_KEY = 'correct horse battery';
const TOKEN_SECRET = 'staple battery horse correct, and more';

let folder: string;
let store: Store;
let server: HeddleServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heddle-keys-'));
  store = await createStore({ dataFolder: folder });
  const extraRoutes = new Hono().get('/models', (context) => context.json({ models: [] }));
  server = await createServer({ store, port: 0, grpcPort: null, version: '0.1.0', accessKey: ACCESS_KEY, tokenSecret: TOKEN_SECRET, extraRoutes });
});
afterAll(async () => {
  await server.close();
  await store.close();
  await rm(folder, { recursive: true });
});

async function call(method: string, path: string, key: string, body?: unknown) {
  const response = await fetch(`${server.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as never };
}

async function makeKey(project: string, scopes: readonly string[], key = ACCESS_KEY): Promise<{ secret: string; key: ApiKey }> {
  const { status, body } = await call('POST', '/api/keys', key, { name: `${project} ${scopes.join()}`, scopes, project });
  expect(status).toBe(201);
  return body;
}

test('a project is made once, by the server, and its admin sees no other', async () => {
  expect(await call('POST', '/api/projects', ACCESS_KEY, { projectId: 'blue', name: 'Blue' })).toMatchObject({ status: 201, body: { projectId: 'blue' } });
  expect(await call('POST', '/api/projects', ACCESS_KEY, { projectId: 'blue' })).toMatchObject({ status: 409 });
  expect(await call('POST', '/api/projects', ACCESS_KEY, { projectId: 'No Way' })).toMatchObject({ status: 400 });
  const { secret } = await makeKey('blue', ['admin']);
  expect(await call('GET', '/api/projects', secret)).toMatchObject({ body: { projects: [{ projectId: 'blue', name: 'Blue' }] } });
  expect(await call('GET', '/api/projects', ACCESS_KEY)).toMatchObject({ body: { projects: [{ projectId: 'default' }, { projectId: 'blue' }] } });
  expect(await call('POST', '/api/projects', secret, { projectId: 'green' })).toMatchObject({ status: 403 });
});

test('a key does what its scopes say', async () => {
  const write = (await makeKey('default', ['write'])).secret;
  const read = (await makeKey('default', ['read'])).secret;
  expect((await call('POST', '/v1/traces', write, { resourceSpans: [] })).status).toBe(200);
  expect((await call('GET', '/api/sessions', write)).status).toBe(403);
  expect((await call('GET', '/api/sessions', read)).status).toBe(200);
  expect((await call('POST', '/v1/traces', read, { resourceSpans: [] })).status).toBe(403);
  for (const key of [write, read]) expect((await call('GET', '/api/keys', key)).status).toBe(403);
});

test("a project's admin makes keys of that project only, and sees no others", async () => {
  const { secret } = await makeKey('blue', ['admin']);
  await makeKey('blue', ['read'], secret);
  expect((await call('POST', '/api/keys', secret, { name: 'x', scopes: ['read'], project: 'default' })).status).toBe(403);
  const { keys } = (await call('GET', '/api/keys', secret)).body as { keys: readonly ApiKey[] };
  expect(new Set(keys.map(({ project }) => project))).toEqual(new Set(['blue']));
  const other = (await makeKey('default', ['read'])).key;
  expect((await call('DELETE', `/api/keys/${other.keyId}`, secret)).status).toBe(404);
  expect((await call('POST', `/api/keys/${other.keyId}/rotate`, secret, {})).status).toBe(404);
});

test('the hash of a key is never shown, and the key once', async () => {
  const { secret } = await makeKey('default', ['read']);
  const text = JSON.stringify((await call('GET', '/api/keys', ACCESS_KEY)).body);
  expect(text).not.toContain(secret);
  expect(text).not.toContain('sha256');
  expect(text).toContain(secret.slice(0, 10));
});

test('while a key is rotated both work, then only the new one', async () => {
  const old = await makeKey('blue', ['read']);
  const overlapping = (await call('POST', `/api/keys/${old.key.keyId}/rotate`, ACCESS_KEY, { overlapSeconds: 3_600 })).body as { secret: string; key: ApiKey };
  for (const secret of [old.secret, overlapping.secret]) expect((await call('GET', '/api/sessions', secret)).status).toBe(200);
  expect(overlapping.key).toMatchObject({ project: 'blue', scopes: ['read'], expiresAt: null });
  const next = (await call('POST', `/api/keys/${overlapping.key.keyId}/rotate`, ACCESS_KEY, { overlapSeconds: 0 })).body as { secret: string };
  expect((await call('GET', '/api/sessions', overlapping.secret)).status).toBe(401);
  expect((await call('GET', '/api/sessions', next.secret)).status).toBe(200);
});

test('a revoked key opens nothing from then on', async () => {
  const { secret, key } = await makeKey('blue', ['read']);
  expect(await call('DELETE', `/api/keys/${key.keyId}`, ACCESS_KEY)).toMatchObject({ status: 200, body: { revokedAt: expect.any(String) } });
  expect((await call('GET', '/api/sessions', secret)).status).toBe(401);
  expect((await call('POST', `/api/keys/${key.keyId}/rotate`, ACCESS_KEY, {})).status).toBe(400);
});

test('a live stream ends with the key that opened it', async () => {
  const { secret, key } = await makeKey('blue', ['read']);
  const response = await fetch(`${server.url}/api/live`, { headers: { authorization: `Bearer ${secret}` } });
  const reader = response.body!.getReader();
  await reader.read();
  await call('DELETE', `/api/keys/${key.keyId}`, ACCESS_KEY);
  const write = await makeKey('blue', ['write']);
  const span = { traceId: '1'.repeat(32), spanId: '1'.repeat(16), name: 'late', startTimeUnixNano: '1790000000000000000', endTimeUnixNano: '1790000001000000000' };
  await call('POST', '/v1/traces', write.secret, { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
  const { done, value } = await reader.read();
  expect(value === undefined ? '' : new TextDecoder().decode(value)).not.toContain('spanIds');
  expect(done || (await reader.read()).done).toBe(true);
});

test('a key that expired is not rotated: the new one would have expired too', async () => {
  const { body } = await call('POST', '/api/keys', ACCESS_KEY, { name: 'brief', scopes: ['read'], project: 'blue', expiresAt: new Date(Date.now() + 60_000).toISOString() });
  const { key } = body as { key: ApiKey };
  expect((await call('POST', `/api/keys/${key.keyId}/rotate`, ACCESS_KEY, { overlapSeconds: 0 })).status).toBe(201);
  expect(await call('POST', `/api/keys/${key.keyId}/rotate`, ACCESS_KEY, {})).toMatchObject({ status: 400, body: { error: { code: 'KEY_EXPIRED' } } });
});

test('the agent runtime belongs to the default project', async () => {
  const { secret } = await makeKey('blue', ['admin']);
  expect((await call('GET', '/api/agent/models', secret)).status).toBe(403);
  expect((await call('GET', '/api/agent/models', ACCESS_KEY)).status).toBe(200);
});

test('AgentOps clients get a token for a key that may write and read, and it opens the project of the key', async () => {
  const { secret } = await makeKey('blue', ['write', 'read']);
  const writeOnly = await makeKey('blue', ['write']);
  expect(await call('POST', '/v3/auth/token', '', { api_key: writeOnly.secret })).toMatchObject({ status: 403 });
  const { token } = (await call('POST', '/v3/auth/token', '', { api_key: secret })).body as { token: string };
  expect(await call('GET', '/public/v1/project', token)).toMatchObject({ status: 200, body: { id: 'blue' } });
  expect((await call('GET', '/api/sessions', token)).status).toBe(401);
});

test('what a body lacks is said by name', async () => {
  expect(await call('POST', '/api/keys', ACCESS_KEY, { name: 'x', scopes: ['all'] })).toEqual({
    status: 400, body: { error: { code: 'QUERY_INVALID', message: 'scopes.0: it must be one of write, read, admin.' } },
  });
  expect((await call('POST', '/api/keys', ACCESS_KEY, { name: 'x', scopes: ['read'], expiresAt: '2020-01-01T00:00:00Z' })).status).toBe(400);
  expect((await call('POST', '/api/keys', ACCESS_KEY, { name: 'x', scopes: ['read'], project: 'nowhere' })).status).toBe(404);
  expect((await call('POST', '/api/keys', ACCESS_KEY, 'x'.repeat(300_000))).status).toBe(413);
});

test('an AgentOps token ends with its key, and outlives the server that gave it', async () => {
  const { secret, key } = await makeKey('default', ['write', 'read']);
  const { body } = await call('POST', '/v3/auth/token', 'none', { api_key: secret });
  const { token } = body as { token: string };
  expect((await call('POST', '/v1/traces', token, { resourceSpans: [] })).status).toBe(200);
  const other = await createServer({ store, port: 0, grpcPort: null, version: '0.1.0', accessKey: ACCESS_KEY, tokenSecret: TOKEN_SECRET });
  const response = await fetch(`${other.url}/v3/auth/token`, { headers: { authorization: `Bearer ${token}` } });
  expect(await response.json()).toMatchObject({ payload: { project_id: 'default' } });
  await other.close();
  expect((await call('DELETE', `/api/keys/${key.keyId}`, ACCESS_KEY)).status).toBe(200);
  expect((await call('POST', '/v1/traces', token, { resourceSpans: [] })).status).toBe(401);
  expect((await call('GET', '/v3/auth/token', token)).status).toBe(401);
});

test('a key for AgentOps clients before 0.4 is a UUID', async () => {
  const { status, body } = await call('POST', '/api/keys', ACCESS_KEY, { name: 'old client', scopes: ['write', 'read'], shape: 'uuid' });
  expect(status).toBe(201);
  const { secret } = body as { secret: string };
  expect(secret).toMatch(/^[0-9a-f-]{36}$/);
  expect((await call('POST', '/v3/auth/token', 'none', { api_key: secret })).status).toBe(200);
});
