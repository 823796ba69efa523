import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import type { ClickHouseClient } from '@clickhouse/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEngineSupervisor } from './engine-supervisor.js';
import type { EngineSupervisor } from './engine-supervisor.js';

let directory: string;
let supervisor: EngineSupervisor;
let client: ClickHouseClient;
let url: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'heddle-engine-'));
  supervisor = await createEngineSupervisor(directory);
  const address = await supervisor.address();
  url = address.url;
  client = createClient({
    url, username: 'default', password: address.token, compression: { request: true, response: true }, use_multipart_params_auto: true,
    log: { level: ClickHouseLogLevel.OFF },
  });
  await client.command({ query: 'CREATE TABLE colours (id UInt64, name String) ENGINE = MergeTree ORDER BY id' });
});

afterAll(async () => {
  await client.close();
  await supervisor.close();
  await rm(directory, { recursive: true });
});

async function ask<Row>(query: string, parameters: Record<string, unknown> = {}, settings = {}): Promise<Row[]> {
  const result = await client.query({ query, query_params: parameters, clickhouse_settings: settings, format: 'JSONEachRow' });
  return result.json<Row>();
}

test('rows go in and out through the stock client, compressed both ways', async () => {
  const inserted = await client.insert({ table: 'colours', values: [{ id: 1, name: 'red' }, { id: 2, name: 'blue' }], format: 'JSONEachRow' });
  expect(inserted.summary).toMatchObject({ written_rows: '2' });
  await client.insert({ table: 'colours', columns: ['id', 'name'], values: [[3, 'green']], format: 'JSONCompactEachRow' });
  expect(await ask('SELECT name FROM colours ORDER BY id')).toEqual([{ name: 'red' }, { name: 'blue' }, { name: 'green' }]);
  expect(await client.ping()).toEqual({ success: true });
  expect(await client.ping({ select: true })).toEqual({ success: true });
});

test('a large insert is taken whole, or not at all', async () => {
  const values = Array.from({ length: 3_000 }, (_, index) => [1_000 + index, `colour ${index} \\ "'\t\n`.padEnd(100, 'é')]);
  const inserted = await client.insert({ table: 'colours', columns: ['id', 'name'], values, format: 'JSONCompactEachRow' });
  expect(inserted.summary).toMatchObject({ written_rows: '3000' });
  const again = values.map(([id, name]) => [Number(id) + 10_000, name]);
  again[2_000] = ['no number', 'colour'];
  await expect(client.insert({ table: 'colours', columns: ['id', 'name'], values: again, format: 'JSONCompactEachRow' })).rejects.toThrow(/Cannot parse/);
  // Several at once, each from a file of its own.
  await Promise.all([20_000, 30_000, 40_000].map((start) => client.insert({
    table: 'colours', columns: ['id', 'name'], values: values.map(([id, name]) => [Number(id) + start, name]), format: 'JSONCompactEachRow',
  })));
  const [found] = await ask<{ rows: number; names: number; seventh: string }>(
    'SELECT count() AS rows, uniqExact(name) AS names, anyIf(name, id = 1007) AS seventh FROM colours WHERE id >= 1000',
  );
  expect(found).toEqual({ rows: 12_000, names: 3_000, seventh: values[7]![1] });
  await client.command({ query: 'DELETE FROM colours WHERE id >= 1000' });
});

test.each([
  'plain', "it's", 'back\\slash', 'tab\tnewline\n', '{x:String}', "'; DROP TABLE colours; --", 'ü 😀', '', 'x'.repeat(200_000),
])('a parameter comes through as it is: %.20j', async (text) => {
  expect(await ask('SELECT {value:String} AS value', { value: text })).toEqual([{ value: text }]);
});

test('lists and numbers are parameters too', async () => {
  const [row] = await ask('SELECT {ids:Array(UInt64)} AS ids, {names:Array(String)} AS names, {none:Nullable(String)} AS none', {
    ids: [1, 2], names: ["a'b", 'c\\d\t'], none: null,
  });
  expect(row).toEqual({ ids: [1, 2], names: ["a'b", 'c\\d\t'], none: null });
});

test('parameters of queries that run at the same time do not mix', async () => {
  const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => ask<{ n: number }>('SELECT {n:UInt32} AS n, sleep(0.01)', { n })));
  expect(answers.map(([row]) => row!.n)).toEqual(Array.from({ length: 40 }, (_, n) => n));
});

test('settings hold for their query and no longer', async () => {
  expect(await ask("SELECT getSetting('max_threads') AS threads", {}, { max_threads: 7 })).toEqual([{ threads: 7 }]);
  expect(await ask("SELECT getSetting('max_threads') AS threads")).not.toEqual([{ threads: 7 }]);
  await expect(ask('SELECT {n:UInt32}')).rejects.toThrow(/is not set/);
});

test('a read-only query cannot write', async () => {
  const settings = { readonly: '1' };
  await expect(client.command({ query: 'DROP TABLE colours', clickhouse_settings: settings })).rejects.toMatchObject({ code: '164' });
  expect(await ask('SELECT 1 AS one', {}, settings)).toEqual([{ one: 1 }]);
});

test('an exception carries its code', async () => {
  await expect(ask('SELECT * FROM nothing')).rejects.toMatchObject({ code: '60', type: 'UNKNOWN_TABLE' });
  await expect(ask('SELEKT')).rejects.toMatchObject({ code: '62' });
  await expect(client.insert({ table: 'colours', values: [['no number', 'red']], format: 'JSONCompactEachRow' })).rejects.toMatchObject({ code: '27' });
  await expect(client.query({ query: 'SELECT 1', session_id: 's' })).rejects.toThrow('keeps no sessions');
});

test('without the token nothing is answered', async () => {
  for (const password of ['', 'guess']) {
    const stranger = createClient({ url, username: 'default', password, log: { level: ClickHouseLogLevel.OFF } });
    await expect(stranger.query({ query: 'SELECT 1' })).rejects.toMatchObject({ type: 'AUTHENTICATION_FAILED' });
    expect((await stranger.ping()).success).toBe(false);
    await stranger.close();
  }
});

test('an empty request and a broken body are answered, and the engine goes on', async () => {
  const { token } = await supervisor.address();
  const headers = { authorization: `Basic ${Buffer.from(`default:${token}`).toString('base64')}` };
  expect(await post('/', headers, '')).toMatchObject({ status: 400, code: '36' });
  expect(await post('/', { ...headers, 'content-encoding': 'gzip' }, 'not gzip')).toMatchObject({ status: 400 });
  expect(await post('/?param_a%3B=1', headers, 'SELECT 1')).toMatchObject({ status: 400, code: '36' });
  expect(await ask('SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

function post(path: string, headers: Record<string, string>, body: string): Promise<{ status: number; code: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url + path, { method: 'POST', headers }, (response) => {
      response.resume();
      response.on('end', () => resolve({ status: response.statusCode!, code: String(response.headers['x-clickhouse-exception-code']) }));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
