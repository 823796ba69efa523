import { type Server, createServer as createHttpServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Store } from '@heddle/store';
import type { Hono } from 'hono';
import { type ServerSettings, parseConfig } from './config.js';
import { createApp } from './create-app.js';
import { listen } from './http/listen.js';
import { urlHost } from './http/loopback.js';
import { createIntake } from './intake/intake.js';
import { LiveFeed } from './live/live-feed.js';

export interface ServerOptions extends ServerSettings {
  /** Where everything is kept. Whoever made it closes it, after the server. */
  readonly store: Store;
  /** Routes of the agent runtime, mounted at `/api/agent`. */
  readonly extraRoutes?: Hono;
  /** Hears of faults of the server itself; default: standard error. */
  readonly onError?: (error: unknown) => void;
}

export interface HeddleServer {
  /** `http://127.0.0.1:4318` */
  readonly url: string;
  readonly port: number;
  /** Takes no new connections, ends live streams, lets running requests finish. */
  close(): Promise<void>;
}

/**
 * Starts the server: OTLP intake, query API, live push and the dashboard on one port.
 *
 * @returns when it listens
 * @throws {ServerError} when an option is bad or the address cannot be had
 * @example
 * ```ts
 * const server = await createServer({ store, version: '0.1.0', port: 0 });
 * console.log(server.url);
 * await server.close();
 * ```
 */
export async function createServer({ store, extraRoutes, onError = console.error, ...settings }: ServerOptions): Promise<HeddleServer> {
  const config = parseConfig(settings);
  const startedAtMs = performance.now();
  let stopping = false;
  const feed = new LiveFeed(store, {
    maxClients: config.maxLiveClients,
    maxMessages: config.maxLiveMessages,
    heartbeatMs: config.heartbeatMs,
  });
  const app = createApp({
    config,
    store,
    intake: createIntake(store),
    feed,
    state: { version: config.version, uptimeMs: () => performance.now() - startedAtMs, isStopping: () => stopping },
    extraRoutes,
    onError,
  });
  const http = createHttpServer(getRequestListener(app.fetch));
  let port: number;
  try {
    port = await listen(http, config.host, config.port);
  } catch (error) {
    feed.close();
    throw error;
  }
  let closed: Promise<void> | undefined;
  return {
    url: `http://${urlHost(config.host)}:${port}`,
    port,
    close: () => {
      stopping = true;
      feed.close();
      return (closed ??= closeHttp(http, config.closeTimeoutMs));
    },
  };
}

async function closeHttp(http: Server, timeoutMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => http.close(() => resolve()));
  http.closeIdleConnections();
  const cutOff = setTimeout(() => http.closeAllConnections(), timeoutMs);
  await closed;
  clearTimeout(cutOff);
}
