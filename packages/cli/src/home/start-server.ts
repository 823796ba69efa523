import type { PriceOverride } from '@heddle/conventions';
import { HEDDLE_VERSION } from '@heddle/runtime';
import { createServer, type HeddleServer } from '@heddle/server';
import { createStore, openDataFolder } from '@heddle/store';
import { dashboardFolder } from './dashboard-folder.js';
import { warn } from '../terminal/warn.js';

export interface StartServerOptions {
  readonly data: string;
  readonly host?: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** OTLP over gRPC; 0 takes any free port, `null` none at all. */
  readonly grpcPort: number | null;
  /** What clients must show. */
  readonly accessKey?: string;
  /** URL of a ClickHouse server instead of the embedded engine. */
  readonly store?: string;
  /** Waits for the disk on each insert; only with the embedded engine. */
  readonly fsync?: boolean;
  /** Prices of one's own, asked before the table. */
  readonly prices?: readonly PriceOverride[];
  /** Hears one sentence about what does not work while the rest does; default: standard error. */
  readonly onWarning?: (message: string) => void;
}

/** A server that this process runs on a data folder. */
export interface RunningServer {
  readonly url: string;
  readonly server: HeddleServer;
  /** Lets requests finish, then stops the server, the engine, and gives the folder up. */
  close(): Promise<void>;
}

/**
 * Takes the data folder, starts the store and the server on it.
 *
 * @throws {StoreError} `STORE_LOCKED` when another process has the folder
 * @throws {ServerError} `PORT_IN_USE`
 */
export async function startServer(options: StartServerOptions): Promise<RunningServer> {
  const undo: (() => Promise<unknown>)[] = [];
  const unwind = async () => {
    for (const step of undo.toReversed()) await step();
  };
  try {
    const folder = await openDataFolder(options.data);
    undo.push(() => folder.close());
    const { prices = [] } = options;
    const store = await createStore(
      options.store === undefined ? { dataFolder: folder, fsync: options.fsync ?? false, prices } : { server: { url: options.store }, prices },
    );
    undo.push(() => store.close());
    const dashboardDir = dashboardFolder();
    const server = await createServer({
      store,
      host: options.host ?? '127.0.0.1',
      port: options.port,
      grpcPort: options.grpcPort,
      version: HEDDLE_VERSION,
      tokenSecret: await folder.tokenSecret(),
      onWarning: options.onWarning ?? warn,
      ...(options.accessKey !== undefined && { accessKey: options.accessKey }),
      ...(dashboardDir && { dashboardDir }),
    });
    undo.push(() => server.close());
    await folder.announce({ url: server.url, ...(options.accessKey !== undefined && { token: options.accessKey }) });
    return { url: server.url, server, close: unwind };
  } catch (error) {
    await unwind();
    throw error;
  }
}
