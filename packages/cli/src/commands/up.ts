import { InvalidArgumentError, type Command } from 'commander';
import { resolve } from 'node:path';
import { ApiClient } from '../home/api-client.js';
import { DEFAULT_DATA } from '../home/home-options.js';
import { startServer } from '../home/start-server.js';
import { takeInJournals } from '../home/take-in-journals.js';
import { ink } from '../terminal/ink.js';
import { reportFailure } from '../terminal/report-failure.js';
import { untilStopped } from '../terminal/until-stopped.js';
import { runDemo } from './demo.js';

interface UpOptions {
  readonly data: string;
  readonly port: number;
  readonly host: string;
  readonly store?: string;
  readonly demo?: boolean;
}

/** `heddle up`: the server with its dashboard, until it is stopped. */
export function addUpCommand(program: Command): void {
  program
    .command('up')
    .description('start the server: takes traces in, serves the dashboard, until Ctrl-C')
    .option('--data <dir>', 'data folder', DEFAULT_DATA)
    .option('--port <port>', 'HTTP port; 0 takes any free one', parsePort, 4318)
    .option('--host <host>', 'address to listen on', '127.0.0.1')
    .option('--store <url>', 'a ClickHouse server instead of the embedded engine')
    .option('--demo', 'run the demo session first')
    .action(async (options: UpOptions) => {
      const stopped = untilStopped();
      const dataDir = resolve(options.data);
      process.stdout.write(ink('quiet', 'Starting the database engine …\n'));
      const running = await startServer({ ...options, data: dataDir });
      process.stdout.write(`Heddle is at ${ink('strong', running.url)}  (data in ${dataDir}; Ctrl-C stops it)\n`);
      const taken = await takeInJournals(running.url, dataDir, (message) => process.stderr.write(`heddle: ${message}\n`));
      if (taken > 0) process.stdout.write(`${taken} sessions were taken in from their journals.\n`);
      if (options.demo) await showDemo(running.url, dataDir);
      await stopped;
      process.stdout.write(ink('quiet', 'Stopping: finishing what was sent …\n'));
      await running.close();
    });
}

/** A demo that fails must not take the server away. */
async function showDemo(url: string, dataDir: string): Promise<void> {
  try {
    await runDemo({ url, api: new ApiClient(url), dataDir, owned: false, close: async () => {} }, 'text');
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
