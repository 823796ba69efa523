import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Metadata, type ServiceError, credentials, status } from '@grpc/grpc-js';
import { type TraceId } from '@heddle/model';
import { type Store, createStore } from '@heddle/store';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HeddleServer, createServer } from '../create-server.js';

const ACCESS_KEY = 'a key of some length';

let folder: string;
let store: Store;
let server: HeddleServer;
let client: Client;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heddle-grpc-'));
  store = await createStore({ dataFolder: folder });
  server = await createServer({ store, port: 0, grpcPort: 0, accessKey: ACCESS_KEY, version: '0.1.0' });
  client = new Client(`127.0.0.1:${server.grpcPort}`, credentials.createInsecure());
});
afterAll(async () => {
  client.close();
  await server.close();
  await store.close();
  await rm(folder, { recursive: true });
});

const asIs = (bytes: Buffer) => bytes;

function exportTraces(body: Uint8Array, key = ACCESS_KEY): Promise<Buffer> {
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${key}`);
  return new Promise((resolve, reject) => {
    const path = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
    client.makeUnaryRequest(path, asIs, asIs, Buffer.from(body), metadata, (error: ServiceError | null, answer) =>
      error === null ? resolve(answer!) : reject(error));
  });
}

test('spans that come by gRPC can be queried when they are acknowledged', async () => {
  const exporter = new InMemorySpanExporter();
  const tracer = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).getTracer('test');
  tracer.startSpan('by gRPC').end();
  const spans = exporter.getFinishedSpans();
  expect(await exportTraces(ProtobufTraceSerializer.serializeRequest(spans)!)).toEqual(Buffer.alloc(0));
  const view = await store.readTrace('default', spans[0]!.spanContext().traceId as TraceId);
  expect(view?.spans.map((span) => span.sourceName)).toEqual(['by gRPC']);
});

test('a message that is not OTLP is an invalid argument', async () => {
  await expect(exportTraces(Buffer.from('{}'))).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
});

test('without the key nothing is taken', async () => {
  await expect(exportTraces(Buffer.alloc(0), 'wrong')).rejects.toMatchObject({ code: status.UNAUTHENTICATED });
});

test('a taken port is said once and stops nothing else', async () => {
  const warnings: string[] = [];
  const grpcPort = server.grpcPort!;
  const other = await createServer({ store, port: 0, grpcPort, version: '0.1.0', onWarning: (message) => warnings.push(message) });
  expect(other.grpcPort).toBeUndefined();
  expect(warnings).toEqual([expect.stringMatching(new RegExp(`^OTLP over gRPC is off, since port ${grpcPort} of 127\\.0\\.0\\.1 cannot be used: .*\\. OTLP over HTTP works\\.$`))]);
  expect((await fetch(`${other.url}/api/health`)).status).toBe(200);
  await other.close();
});
