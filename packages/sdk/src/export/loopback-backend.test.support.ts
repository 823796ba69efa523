import { Metadata, Server as GrpcServer, ServerCredentials } from '@grpc/grpc-js';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { readOtlp, type WireSpan } from './otlp-reader.test.support.js';

export interface TakenRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface LoopbackBackend {
  readonly url: string;
  readonly requests: readonly TakenRequest[];
  /** Spans of all requests that were answered with 200. */
  readonly spans: () => readonly WireSpan[];
  readonly close: () => void;
}

export interface Answer {
  readonly status: number;
  readonly body?: string | Buffer;
  readonly location?: string;
}

/** A server on a free port. `answer` decides; default: 200 to everything. */
export async function listenHttp(answer: (request: TakenRequest) => Answer | Promise<Answer> = () => ({ status: 200 })): Promise<LoopbackBackend> {
  const requests: TakenRequest[] = [];
  const taken: WireSpan[] = [];
  const server: Server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const sent = Buffer.concat(chunks);
      const request = { path: incoming.url ?? '', headers: incoming.headers, body: incoming.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent };
      requests.push(request);
      void Promise.resolve(answer(request)).then(({ status, body, location }) => {
        if (status === 200 && request.headers['content-type'] === 'application/x-protobuf') taken.push(...readOtlp(request.body));
        response.writeHead(status, location === undefined ? {} : { location }).end(body ?? '');
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    spans: () => taken,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

export interface LoopbackGrpc {
  readonly url: string;
  readonly spans: () => readonly WireSpan[];
  readonly metadata: () => Metadata;
  readonly close: () => void;
}

/** The test reads the messages itself. */
function raw(bytes: Buffer): Buffer {
  return bytes;
}

/** A collector that speaks OTLP over gRPC. */
export async function listenGrpc(): Promise<LoopbackGrpc> {
  const taken: WireSpan[] = [];
  let metadata = new Metadata();
  const server = new GrpcServer();
  const path = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
  server.addService(
    { Export: { path, requestStream: false, responseStream: false, requestSerialize: raw, requestDeserialize: raw, responseSerialize: raw, responseDeserialize: raw } },
    {
      Export: (call: { request: Buffer; metadata: Metadata }, done: (error: null, answer: Buffer) => void) => {
        metadata = call.metadata;
        taken.push(...readOtlp(call.request));
        done(null, Buffer.alloc(0));
      },
    },
  );
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => (error ? reject(error) : resolve(bound))));
  return { url: `http://127.0.0.1:${port}`, spans: () => taken, metadata: () => metadata, close: () => server.forceShutdown() };
}
