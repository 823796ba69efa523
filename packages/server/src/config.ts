import { z } from 'zod';
import { ServerError } from './errors.js';
import { isLoopbackHost } from './http/loopback.js';

const MB = 1024 * 1024;

const configSchema = z.object({
  /** Address to listen on. */
  host: z.string().min(1).default('127.0.0.1'),
  /** 0 takes any free port. */
  port: z.int().min(0).max(65_535).default(4318),
  /** Port of OTLP over gRPC; 0 takes any free port, `null` none at all. */
  grpcPort: z.int().min(0).max(65_535).nullable().default(4317),
  /** An admin key of the default project from the start: what the first other keys are made with. */
  accessKey: z.string().min(16).optional(),
  /** True refuses requests without a key also on loopback. An access key, and any other address, mean the same. */
  requireKey: z.boolean().default(false),
  /** Signs the tokens that AgentOps clients get for their API key; without it, they end with this server. Keep it across restarts. */
  tokenSecret: z.string().min(32).optional(),
  /** Folder with the built dashboard. Without it, only intake and the API are served. */
  dashboardDir: z.string().min(1).optional(),
  /** Heddle's version, as `/api/health` tells it. */
  version: z.string().min(1),
  /** Largest request body, after decompression. */
  maxBodyBytes: z.int().positive().default(64 * MB),
  /** Request bodies in memory at once, and what they are decoded to; past it, senders get 503 and come back. */
  maxBodiesBytes: z.int().positive().default(256 * MB),
  /** Largest artifact. */
  maxArtifactBytes: z.int().positive().default(64 * MB),
  /** Messages that wait for one live client; past it, it is told that it lags. */
  maxLiveMessages: z.int().positive().default(1_000),
  /** Live clients at once. */
  maxLiveClients: z.int().positive().default(256),
  /** Silence after which a live stream says that it is still there; proxies close quiet connections after a minute or so. */
  heartbeatMs: z.int().positive().default(15_000),
  /** How long `close()` waits for requests to finish before it cuts them off. */
  closeTimeoutMs: z.int().nonnegative().default(10_000),
});

/** Settings whose values no message shows. */
const SECRETS: ReadonlySet<string> = new Set(['accessKey', 'tokenSecret']);

/** What may be set, with every default in `config.ts`. */
export type ServerSettings = z.input<typeof configSchema>;

export type ServerConfig = Readonly<z.output<typeof configSchema>>;

/**
 * Fills in the defaults.
 *
 * @throws {ServerError} `CONFIG_INVALID` naming every bad value
 */
export function parseConfig(settings: ServerSettings): ServerConfig {
  const result = configSchema.safeParse(settings);
  if (!result.success) {
    const problems = result.error.issues.map((issue) => {
      const name = issue.path.join('.');
      const value = SECRETS.has(name) ? '(not shown)' : JSON.stringify(settings[name as keyof ServerSettings]);
      return `${name} is ${value}: ${issue.message}`;
    });
    throw new ServerError('CONFIG_INVALID', `The server cannot start: ${problems.join('; ')}.`, { cause: result.error });
  }
  return result.data;
}

/**
 * Decides whether requests need a key.
 *
 * @param hasAdminKey - true when some stored key may look after the server
 * @throws {ServerError} `KEY_REQUIRED` when they do and nobody has one
 */
export function decideKeyRequired(config: Pick<ServerConfig, 'host' | 'accessKey' | 'requireKey'>, hasAdminKey: boolean): boolean {
  const { host, accessKey } = config;
  const isPublic = !isLoopbackHost(host);
  if (accessKey !== undefined) return true;
  if (!isPublic && !config.requireKey) return false;
  if (hasAdminKey) return true;
  throw new ServerError('KEY_REQUIRED', isPublic
    ? `${host} can be reached from other machines, so it needs an access key: set one, or listen on 127.0.0.1.`
    : 'A key is required and there is none that works: set an access key, and make others with it.');
}
