// Writes packages/client's types anew, from the OpenAPI document that the server gives. Usage: npm run generate -w packages/client
import { createServer } from '@heddle/server';
import { createStore } from '@heddle/store';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './install.mjs';
import { say } from './say.mjs';

const CLIENT = `${ROOT}packages/client/`;

const document = await readDocument();
await writeFile(`${CLIENT}openapi.json`, `${JSON.stringify(document, null, 2)}\n`);
const { generateTypes } = await import(pathToFileURL(`${CLIENT}generate-types.mjs`).href);
await writeFile(`${CLIENT}src/openapi.ts`, await generateTypes(document));
say('packages/client/openapi.json and src/openapi.ts are written.');

async function readDocument() {
  const folder = await mkdtemp(join(tmpdir(), 'heddle-openapi-'));
  const store = await createStore({ dataFolder: folder });
  const server = await createServer({ store, port: 0, grpcPort: null, version: version() });
  try {
    const response = await fetch(`${server.url}/api/openapi.json`);
    return await response.json();
  } finally {
    await server.close();
    await store.close();
    await rm(folder, { recursive: true });
  }
}

function version() {
  return createRequire(import.meta.url)(`${CLIENT}package.json`).version;
}
