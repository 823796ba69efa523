import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { ApiClient } from './api-client.js';

const COUNTS = { spans: 1_000, changed: 7, traces: 0, failed: 0 };

let server: Server;
afterEach(() => void server.close());

/** A client of a server that says this of a run and then waits, or breaks off. */
async function clientOf(text: string, { breaksOff = false } = {}): Promise<{ readonly api: ApiClient; readonly left: Promise<void> }> {
  const left = new Promise<void>((resolve) => {
    server = createServer((_, response) => {
      response.on('close', resolve);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(text, () => breaksOff && response.destroy());
    }).listen(0, '127.0.0.1');
  });
  await new Promise((resolve) => server.once('listening', resolve));
  return { api: new ApiClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, ''), left };
}

const PROGRESS = `event: progress\ndata: ${JSON.stringify(COUNTS)}\n\n`;

test('a run that is stopped ends with what was heard of it, and the server hears that nobody listens', async () => {
  const { api, left } = await clientOf(PROGRESS);
  const stop = new AbortController();
  const result = await api.normaliseAgain({ signal: stop.signal, onProgress: () => stop.abort() });
  expect(result).toEqual({ ...COUNTS, failures: [], stopped: true });
  await left;
});

test.each([
  [`${PROGRESS}event: error\ndata: {"code":"STORE_UNAVAILABLE","message":"The disk is full."}\n\n`, false, 'The disk is full.'],
  [PROGRESS, true, 'broke off. What is done stays; run it again for the rest.'],
])('a run that fails says why', async (text, breaksOff, message) => {
  const { api } = await clientOf(text, { breaksOff });
  await expect(api.normaliseAgain({ signal: new AbortController().signal, onProgress: () => {} })).rejects.toThrow(message);
});
