import { loadProject, readPrices } from '@heddle/runtime';
import { resolve } from 'node:path';
import { ApiClient } from '../home/api-client.js';
import { chooseGrpcPort } from '../home/ports.js';
import { startServer, type RunningServer } from '../home/start-server.js';
import { takeInJournals } from '../home/take-in-journals.js';
import { ink } from '../terminal/ink.js';
import { reportFailure } from '../terminal/report-failure.js';
import { sayWhileSlow } from '../terminal/say-while-slow.js';
import { untilStopped } from '../terminal/until-stopped.js';
import { warn } from '../terminal/warn.js';
import { runDemo } from './demo.js';

export interface UpOptions {
  readonly data?: string;
  readonly port: number;
  readonly grpcPort?: number | 'off';
  readonly host: string;
  readonly store?: string;
  readonly fsync?: boolean;
  readonly prices?: string;
  readonly demo?: boolean;
}

/** The server with its dashboard, until it is stopped. */
export async function up(options: UpOptions): Promise<void> {
  const stopped = untilStopped();
  const accessKey = process.env['HEDDLE_ACCESS_KEY']?.trim() || undefined;
  const { config } = await loadProject('.');
  const dataDir = options.data === undefined ? config.dataDir : resolve(options.data);
  const ofFile = options.prices === undefined ? [] : await readPrices(options.prices);
  const running = await sayWhileSlow(
    options.store === undefined ? 'Starting the database engine' : `Connecting to the ClickHouse server at ${new URL(options.store).origin}`,
    startServer({
      data: dataDir,
      host: options.host,
      port: options.port,
      grpcPort: chooseGrpcPort(options),
      prices: [...ofFile, ...config.prices],
      ...(options.store !== undefined && { store: options.store }),
      ...(options.fsync !== undefined && { fsync: options.fsync }),
      ...(accessKey !== undefined && { accessKey }),
    }),
  );
  try {
    await serve(running, { dataDir, accessKey, demo: options.demo === true, stopped });
  } finally {
    await sayWhileSlow('Stopping: finishing what was sent', running.close());
  }
}

interface Serving {
  readonly dataDir: string;
  readonly accessKey: string | undefined;
  readonly demo: boolean;
  readonly stopped: Promise<void>;
}

async function serve({ url, server }: RunningServer, { dataDir, accessKey, demo, stopped }: Serving): Promise<void> {
  const grpc = server.grpcPort === undefined ? '' : `, OTLP over gRPC on port ${server.grpcPort}`;
  process.stdout.write(`Heddle is at ${ink('strong', url)}  (data in ${dataDir}${grpc}; Ctrl-C stops it)\n`);
  const key = accessKey === undefined ? {} : { apiKey: accessKey };
  const taken = await takeInJournals({ url, dataDir, ...key }, {
    start: (sessions) => process.stdout.write(ink('quiet', `Taking in ${sessions} sessions from their journals …\n`)),
    warn,
  });
  if (taken > 0) process.stdout.write(`${taken} sessions were taken in from their journals.\n`);
  if (demo) await showDemo(url, accessKey, dataDir);
  await stopped;
}

/** A demo that fails must not take the server away. */
async function showDemo(url: string, accessKey: string | undefined, dataDir: string): Promise<void> {
  try {
    await runDemo({ url, ...(accessKey !== undefined && { apiKey: accessKey }), api: new ApiClient(url, accessKey), dataDir, owned: false, close: async () => {} }, 'text');
  } catch (error) {
    reportFailure(error);
  }
  process.stdout.write(`\nThe dashboard is at ${ink('strong', url)} until Ctrl-C.\n`);
}
