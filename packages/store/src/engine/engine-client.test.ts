import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClickHouseError } from '@clickhouse/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEngineClient } from './engine-client.js';
import type { EngineClient } from './engine-client.js';
import { createEngineSupervisor } from './engine-supervisor.js';
import type { EngineSupervisor } from './engine-supervisor.js';

let directory: string;
let supervisor: EngineSupervisor;
let client: EngineClient;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'heddle-client-'));
  supervisor = await createEngineSupervisor(directory);
  client = createEngineClient(await supervisor.address());
  await client.text('CREATE TABLE colours (id UInt64, name String) ENGINE = MergeTree ORDER BY id');
});

afterAll(async () => {
  await client.close();
  await supervisor.close();
  await rm(directory, { recursive: true });
});

async function ask(statement: string, parameters: Record<string, unknown>): Promise<unknown> {
  const [row] = await client.rows(statement, { parameters });
  return row;
}

test.each([
  'plain', "it's", 'back\\slash', 'tab\tnewline\n', 'line\r\nend', '{x:String}', "'; DROP TABLE colours; --", 'ü 😀', '', 'x'.repeat(900_000), 'nul\0 in it',
  '--boundary\r\n\r\n--', '[1, 2]', '\\N',
])('a text comes through as it is, alone and in a list: %.20j', async (text) => {
  expect(await ask('SELECT {one:String} AS one, {list:Array(String)} AS list', { one: text, list: [text, 'b'] })).toEqual({ one: text, list: [text, 'b'] });
});

test('numbers, lists of lists and nothing come through', async () => {
  expect(await ask('SELECT {n:UInt32} AS n, {big:String} AS big, {ids:Array(Array(UInt8))} AS ids, {none:Nullable(String)} AS none, {empty:Array(String)} AS empty', {
    n: 7, big: 2n ** 70n, ids: [[1], [2, 3]], none: null, empty: [],
  })).toEqual({ n: 7, big: String(2n ** 70n), ids: [[1], [2, 3]], none: null, empty: [] });
});

test('rows go in piece by piece, and an error of the engine has its code', async () => {
  await client.insert('INSERT INTO colours (id, name) FORMAT JSONCompactEachRow', rows(), { max_threads: 1 });
  expect(await ask('SELECT toUInt32(count()) AS rows FROM colours', {})).toEqual({ rows: 50 });
  await expect(client.text('SELECT nothing')).rejects.toMatchObject({ code: '47', type: 'UNKNOWN_IDENTIFIER' });
  await expect(client.text('SELECT nothing')).rejects.toBeInstanceOf(ClickHouseError);
  await expect(client.insert('INSERT INTO colours (id) FORMAT JSONCompactEachRow', failing(), {})).rejects.toThrow('no more rows');
  await expect(client.insert('INSERT INTO nowhere (id) FORMAT JSONCompactEachRow', rows(), {})).rejects.toMatchObject({ code: '60' });
});

async function* rows(): AsyncGenerator<Buffer> {
  for (let id = 0; id < 50; id++) {
    await Promise.resolve();
    yield Buffer.from(`[${id},"${'x'.repeat(10_000)}"]\n`);
  }
}

// eslint-disable-next-line require-yield
async function* failing(): AsyncGenerator<Buffer> {
  await Promise.resolve();
  throw new Error('no more rows');
}

test('an engine that hangs up or is not there is an error, not a wait', async () => {
  const server = createServer((request, response) => {
    if (request.url!.includes('half')) response.writeHead(200, { 'content-length': 100 }).write('half', () => response.destroy());
    else request.socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const broken = createEngineClient({ url: `http://127.0.0.1:${port}`, token: 'x' });
  await expect(broken.text('SELECT 1')).rejects.toThrow(/hang up|ECONNRESET/);
  await expect(broken.text('SELECT 1', { settings: { log_comment: 'half' } })).rejects.toThrow(/aborted|ECONNRESET|terminated/);
  await new Promise((resolve) => server.close(resolve));
  await expect(broken.text('SELECT 1')).rejects.toThrow(/ECONNREFUSED/);
  await broken.close();
});
