import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { createClient } from './create-client.js';

const PACKAGE = new URL('../', import.meta.url);

test('the types are those of openapi.json', async () => {
  const { generateTypes } = (await import(new URL('generate-types.mjs', PACKAGE).href)) as { generateTypes(document: unknown): Promise<string> };
  const document: unknown = JSON.parse(await readFile(new URL('openapi.json', PACKAGE), 'utf8'));
  const written = await readFile(new URL('src/openapi.ts', PACKAGE), 'utf8');
  expect(written === (await generateTypes(document)), 'src/openapi.ts is not current: npm run generate -w packages/client').toBe(true);
});

test('a call goes below /api, with its parameters and the key', async () => {
  const asked: Request[] = [];
  const client = createClient({
    baseUrl: 'http://127.0.0.1:4318/', apiKey: 'hdl_key',
    fetch: (request) => {
      asked.push(request);
      return Promise.resolve(Response.json({ error: { code: 'NOT_FOUND', message: 'There is no trace "a/b".' } }, { status: 404 }));
    },
  });
  const { error } = await client.GET('/traces/{traceId}', { params: { path: { traceId: 'a/b' }, query: { limit: 5, cursor: undefined } } });
  expect([asked[0]!.url, asked[0]!.headers.get('authorization')]).toEqual(['http://127.0.0.1:4318/api/traces/a%2Fb?limit=5', 'Bearer hdl_key']);
  expect(error).toEqual({ error: { code: 'NOT_FOUND', message: 'There is no trace "a/b".' } });
});
