import { InvalidArgumentError, Option, type Command } from 'commander';
import { loadProject } from '@heddle/runtime';
import { resolve } from 'node:path';
import { CliError } from '../cli-error.js';
import { ApiClient } from '../home/api-client.js';
import { startServer, type RunningServer } from '../home/start-server.js';
import { takeInJournals } from '../home/take-in-journals.js';
import { ink } from '../terminal/ink.js';
import { reportFailure } from '../terminal/report-failure.js';
import { sayWhileSlow } from '../terminal/say-while-slow.js';
import { untilStopped } from '../terminal/until-stopped.js';
import { runDemo } from './demo.js';
import { warn } from '../terminal/warn.js';

const HTTP_PORT = 4318;
const GRPC_PORT = 4317;

interface UpOptions {
  readonly data?: string;
  readonly port: number;
  readonly grpcPort?: number | 'off';
  readonly host: string;
  readonly store?: string;
  readonly demo?: boolean;
}

/** `heddle up`: the server with its dashboard, until it is stopped. */
export function addUpCommand(program: Command): void {
  program
    .command('up')
    .description('start the server: takes traces in, serves the dashboard, until Ctrl-C')
    .option('--data <dir>', 'data folder; default: that of the project, else .heddle here')
    .option('--port <port>', 'HTTP port; 0 takes any free one', parsePort, HTTP_PORT)
    .addOption(
      new Option('--grpc-port <port>', `port of OTLP over gRPC, 0 for any free one, or "off"; default ${GRPC_PORT}, off with another HTTP port`)
        .argParser((text) => (text === 'off' ? 'off' : parsePort(text))),
    )
    .option('--host <host>', 'address to listen on; other than loopback needs HEDDLE_ACCESS_KEY', '127.0.0.1')
    .option('--store <url>', 'a ClickHouse server instead of the embedded engine')
    .option('--demo', 'run the demo session first')
    .addHelpText('after', '\nExamples:\n  heddle up\n  heddle up --port 0 --data /srv/heddle\n  HEDDLE_ACCESS_KEY=$(openssl rand -hex 16) heddle up --host 0.0.0.0')
    .action(async (options: UpOptions) => {
      const stopped = untilStopped();
      const accessKey = process.env['HEDDLE_ACCESS_KEY']?.trim() || undefined;
      if (options.store !== undefined && !URL.canParse(options.store)) throw new CliError(`--store is "${options.store}", which is no URL. Write it as https://host:8443.`, 2);
      const dataDir = options.data === undefined ? (await loadProject('.')).config.dataDir : resolve(options.data);
      const running = await sayWhileSlow(
        options.store === undefined ? 'Starting the database engine' : `Connecting to the ClickHouse server at ${new URL(options.store).origin}`,
        startServer({
          data: dataDir,
          host: options.host,
          port: options.port,
          grpcPort: chooseGrpcPort(options),
          ...(options.store !== undefined && { store: options.store }),
          ...(accessKey !== undefined && { accessKey }),
        }),
      );
      try {
        await serve(running, { dataDir, accessKey, demo: options.demo === true, stopped });
      } finally {
        await sayWhileSlow('Stopping: finishing what was sent', running.close());
      }
    });
}

/** 4317 belongs to the one server at the usual address; a second one beside it does not fight for it. */
export function chooseGrpcPort({ port, grpcPort }: { readonly port: number; readonly grpcPort?: number | 'off' }): number | null {
  if (grpcPort !== undefined) return grpcPort === 'off' ? null : grpcPort;
  return port === HTTP_PORT ? GRPC_PORT : null;
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

/** @throws {InvalidArgumentError} when it is no port */
export function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('A port is a number from 0 to 65535.');
}
