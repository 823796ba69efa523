import { randomBytes } from 'node:crypto';
import { type IncomingMessage, type Server, createServer as createHttpServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { BufferPool } from '@heddle/store';
import type { Store } from '@heddle/store';
import type { Hono } from 'hono';
import { agentOpsKeys } from './access/agentops-keys.js';
import { DEFAULT_PROJECT } from './access/caller.js';
import { type Gate, createGate } from './access/gate.js';
import { type KeyRing, createKeyRing } from './access/key-ring.js';
import { createAgentOpsAccess } from './agentops/access/agentops-access.js';
import { createProjectTokens } from './agentops/access/project-tokens.js';
import { type ServerConfig, type ServerSettings, decideKeyRequired, parseConfig } from './config.js';
import { createApp } from './create-app.js';
import type { GrpcIntake, GrpcIntakeOptions } from './grpc/grpc-intake.js';
import { ByteBudget } from './http/byte-budget.js';
import { setIncoming } from './http/incoming.js';
import { listen } from './http/listen.js';
import { urlHost } from './http/loopback.js';
import { ReadAhead } from './http/read-ahead.js';
import { createIntake } from './intake/intake.js';
import { LiveFeed } from './live/live-feed.js';

export interface ServerOptions extends ServerSettings {
  /** Where everything is kept. Whoever made it closes it, after the server. */
  readonly store: Store;
  /** Routes of the agent runtime, mounted at `/api/agent`. */
  readonly extraRoutes?: Hono;
  /** Hears of faults of the server itself; default: standard error. */
  readonly onError?: (error: unknown) => void;
  /** Hears one sentence about what does not work while the rest does; default: standard error. */
  readonly onWarning?: (message: string) => void;
}

export interface HeddleServer {
  /** `http://127.0.0.1:4318` */
  readonly url: string;
  readonly port: number;
  /** Where OTLP over gRPC is taken; `undefined` when it is not. */
  readonly grpcPort: number | undefined;
  /** Takes no new connections, ends live streams, lets running requests finish. */
  close(): Promise<void>;
}

/**
 * Starts the server: OTLP intake, query API, live push and the dashboard on one port, OTLP over gRPC on another.
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
export async function createServer(options: ServerOptions): Promise<HeddleServer> {
  const { store, extraRoutes, onError = console.error, onWarning = console.warn, ...settings } = options;
  const config = parseConfig(settings);
  const startedAtMs = performance.now();
  const stopping = new AbortController();
  const keys = await createKeyRing(store.access, { nowMs: Date.now, refreshMs: KEY_REFRESH_MS, onError });
  const gate = gateOf(config, keys);
  const feed = new LiveFeed(store, {
    maxClients: config.maxLiveClients,
    maxMessages: config.maxLiveMessages,
    heartbeatMs: config.heartbeatMs,
  });
  const { turns } = store;
  const budget = new ByteBudget(config.maxBodiesBytes);
  const intake = createIntake({ store, turns, budget });
  const tokenSecret = config.tokenSecret === undefined ? randomBytes(32) : Buffer.from(config.tokenSecret, 'utf8');
  const tokens = createProjectTokens(tokenSecret, Date.now);
  const agentOps = createAgentOpsAccess({ tokens, keys: agentOpsKeys(gate) });
  const app = createApp({
    config,
    store,
    intake,
    feed,
    bodies: { budget, turns, pool: new BufferPool(), readAhead: new ReadAhead() },
    state: { version: config.version, uptimeMs: () => performance.now() - startedAtMs, isStopping: () => stopping.signal.aborted },
    gate,
    keys,
    agentOps,
    nowMs: Date.now,
    stopping: stopping.signal,
    extraRoutes,
    onError,
  });
  const http = createHttpServer(getRequestListener(async (request, bindings) => {
    // Nothing here speaks HTTP/2.
    const incoming = bindings.incoming as IncomingMessage;
    setIncoming(request, incoming);
    const response = await app.fetch(request, bindings);
    // A body that was left off stands between this request and the next.
    if (incoming.destroyed && !incoming.complete) response.headers.set('Connection', 'close');
    return response;
  }));
  let port: number;
  try {
    port = await listen(http, config.host, config.port);
  } catch (error) {
    feed.close();
    keys.close();
    throw error;
  }
  const grpc = await startGrpc(config, { intake, budget, gate, agentOps, onError }, onWarning);
  let closed: Promise<void> | undefined;
  return {
    url: `http://${urlHost(config.host)}:${port}`,
    port,
    grpcPort: grpc?.port,
    close: () => {
      stopping.abort();
      feed.close();
      keys.close();
      closed ??= Promise.all([closeHttp(http, config.closeTimeoutMs), grpc?.close(config.closeTimeoutMs)]).then(() => {});
      return closed;
    },
  };
}

/** How soon a server hears of keys that another one on the same database made or revoked. */
const KEY_REFRESH_MS = 10_000;

function gateOf(config: ServerConfig, keys: KeyRing): Gate {
  try {
    return createGate({ keys, accessKey: config.accessKey, keyRequired: decideKeyRequired(config, keys.hasAdmin(DEFAULT_PROJECT)) });
  } catch (error) {
    keys.close();
    throw error;
  }
}

/** gRPC is a convenience: that its port is taken (often by a collector) is no reason to be without everything else. */
async function startGrpc(
  { host, grpcPort, maxBodyBytes }: ServerConfig,
  parts: Pick<GrpcIntakeOptions, 'intake' | 'budget' | 'gate' | 'agentOps' | 'onError'>,
  onWarning: (message: string) => void,
): Promise<GrpcIntake | undefined> {
  if (grpcPort === null) return undefined;
  try {
    // Loaded only by servers that speak it.
    const { createGrpcIntake } = await import('./grpc/grpc-intake.js');
    return await createGrpcIntake({ ...parts, host, port: grpcPort, maxBodyBytes });
  } catch (error) {
    onWarning(`OTLP over gRPC is off, since port ${grpcPort} of ${host} cannot be used: ${(error as Error).message}. OTLP over HTTP works.`);
    return undefined;
  }
}

async function closeHttp(http: Server, timeoutMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => http.close(() => resolve()));
  // A connection that becomes idle only now would be kept for its next request, which will not be taken.
  const sweep = setInterval(() => http.closeIdleConnections(), 20);
  const cutOff = setTimeout(() => http.closeAllConnections(), timeoutMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(cutOff);
}
