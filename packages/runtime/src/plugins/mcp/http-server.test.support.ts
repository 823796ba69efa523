import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createExampleServer } from './example-server.test.support.js';

export interface ExampleHttpServer {
  readonly url: string;
  /** Headers of each request, in order. */
  readonly headers: readonly IncomingHttpHeaders[];
  /** Forgets all sessions, as a server that was started anew has. */
  forget(): void;
  close(): Promise<void>;
}

/** The example server over streamable HTTP on a free loopback port, one transport per session. */
export async function openExampleHttpServer(): Promise<ExampleHttpServer> {
  const sessions = new Map<string, StreamableHTTPServerTransport>();
  const headers: IncomingHttpHeaders[] = [];
  const http: HttpServer = createServer((request, response) => {
    headers.push(request.headers);
    const id = request.headers['mcp-session-id'];
    if (typeof id === 'string') {
      const known = sessions.get(id);
      if (known) return void known.handleRequest(request, response);
      return void response.writeHead(404, { 'content-type': 'application/json' }).end('{"jsonrpc":"2.0","error":{"code":-32001,"message":"Session not found"},"id":null}');
    }
    const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: randomUUID, onsessioninitialized: (started) => void sessions.set(started, transport) });
    void createExampleServer().connect(transport as never).then(() => transport.handleRequest(request, response));
  });
  await new Promise<void>((resolve) => void http.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`,
    headers,
    forget: () => sessions.clear(),
    async close() {
      http.closeAllConnections();
      await new Promise<void>((resolve) => void http.close(() => resolve()));
    },
  };
}
