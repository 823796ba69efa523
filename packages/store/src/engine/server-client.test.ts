import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ClickHouseError } from '@clickhouse/client';
import { expect, test } from 'vitest';
import { createServerDatabase } from './database.js';

test('an error that a server notices after the first rows is an error of the engine', async () => {
  let asked = 0;
  // As servers since 25.11 answer when something fails while rows are sent.
  const server = createServer((request, response) => {
    request.resume();
    asked++;
    const tag = 'FEDCBA9876543210';
    const message = 'Code: 241. DB::Exception: Memory limit exceeded. (MEMORY_LIMIT_EXCEEDED) (version 26.1)\n';
    response.writeHead(200, { 'X-ClickHouse-Exception-Tag': tag, 'X-ClickHouse-Format': 'JSONEachRow' });
    response.end(`{"a":1}\n__exception__\r\n${tag}\r\n${message}${message.length} ${tag}\r\n__exception__\r\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const database = createServerDatabase({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  const failure = await database.query('SELECT 1').catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'ENGINE_FAILED', message: expect.stringContaining('Memory limit exceeded'), cause: expect.any(ClickHouseError) });
  expect(asked).toBe(1);
  await database.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
