import type { HeddleEvent } from '@heddle/model';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { createMemoryArtifacts } from '../artifact-sink.js';
import { createMemoryJournals } from '../journal/memory-journal.js';
import { EventForwarder } from './event-forwarder.js';
import { HeddleClient } from './heddle-client.js';

let server: Server | undefined;
afterEach(() => void server?.close());

/** A server that keeps the sequences it was sent, and answers 503 as often as told. */
async function listen(failures = 0) {
  const taken: number[] = [];
  const uploads: string[] = [];
  let failing = failures;
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (failing-- > 0) return void response.writeHead(503).end('{}');
      const body = Buffer.concat(chunks);
      if (request.method === 'PUT') uploads.push(request.url ?? '');
      else taken.push(...sequencesOf(request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body));
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, taken, uploads };
}

function sequencesOf(body: Buffer): number[] {
  const { resourceLogs } = JSON.parse(body.toString()) as { resourceLogs: { scopeLogs: { logRecords: { body: { kvlistValue: { values: { key: string; value: { intValue: string } }[] } } }[] }[] }[] };
  return resourceLogs[0]!.scopeLogs[0]!.logRecords.map((record) => Number(record.body.kvlistValue.values.find(({ key }) => key === 'sequence')!.value.intValue));
}

function setUp(url: string, memoryLimit?: number) {
  const journals = createMemoryJournals();
  const journal = journals.open('ses_1');
  const artifacts = createMemoryArtifacts();
  const warnings: string[] = [];
  const forwarder = new EventForwarder({ client: new HeddleClient({ url }), journals, artifacts, resource: {}, memoryLimit, warn: (text) => warnings.push(text) });
  const record = (sequence: number, more: Partial<HeddleEvent> = {}) => {
    const event = { type: 'kernel-warning', kernelId: 'krn_1', message: 'm', eventId: `e${sequence}`, sequence, timeUnixNano: '1', sessionId: 'ses_1', ...more } as HeddleEvent;
    journal.append(event);
    forwarder.handle(event);
  };
  return { forwarder, record, artifacts, warnings };
}

test('every event arrives once and in order', async () => {
  const { url, taken } = await listen();
  const { forwarder, record } = setUp(url);
  for (let sequence = 1; sequence <= 1_200; sequence++) record(sequence);
  expect(await forwarder.flush()).toBe(true);
  expect(taken).toEqual(Array.from({ length: 1_200 }, (_, index) => index + 1));
});

test('what does not fit in memory is read from the journal', async () => {
  const { url, taken } = await listen();
  const { forwarder, record } = setUp(url, 3);
  for (let sequence = 1; sequence <= 900; sequence++) record(sequence);
  expect(await forwarder.flush()).toBe(true);
  expect(taken).toEqual(Array.from({ length: 900 }, (_, index) => index + 1));
});

test('a server that is busy gets the same events again', async () => {
  const { url, taken } = await listen(2);
  const { forwarder, record, warnings } = setUp(url);
  for (const sequence of [1, 2, 3]) record(sequence);
  expect(await forwarder.flush(5)).toBe(true);
  expect(taken).toEqual([1, 2, 3]);
  expect(warnings).toHaveLength(1);
});

test('without a server it warns once and says that something is missing', async () => {
  const { forwarder, record, warnings } = setUp('http://127.0.0.1:1');
  record(1);
  expect(await forwarder.flush()).toBe(false);
  record(2);
  expect(await forwarder.flush()).toBe(false);
  expect(warnings).toHaveLength(1);
});

test('the artifacts an event names are there before the event', async () => {
  const { url, uploads, taken } = await listen();
  const { forwarder, record, artifacts } = setUp(url);
  const artifact = await artifacts.put({ name: 'rain.svg', mimeType: 'image/svg+xml', bytes: Buffer.from('<svg/>') });
  record(1, { type: 'call-end', callId: 'cal_1', status: 'ok', durationMs: 1, artifacts: [artifact] });
  await forwarder.flush();
  expect(uploads).toEqual([`/api/artifacts/${artifact.sha256}`]);
  expect(taken).toEqual([1]);
});
