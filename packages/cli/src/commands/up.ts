import { InvalidArgumentError, Option, type Command } from 'commander';
import type { UpOptions } from '../actions/up.js';
import { GRPC_PORT, HTTP_PORT } from '../home/ports.js';
import { parsePort } from './parse-port.js';

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
    .option('--store <url>', 'a ClickHouse server instead of the embedded engine', parseStoreUrl)
    .addOption(new Option('--fsync', 'wait for the disk before anything is acknowledged: it then survives a loss of power').conflicts('store'))
    .option('--prices <file>', 'JSON file of prices of your own, asked before those of the project and the table; see docs/costs.md')
    .option('--demo', 'run the demo session first')
    .addHelpText('after', '\nExamples:\n  heddle up\n  heddle up --port 0 --data /srv/heddle\n  HEDDLE_ACCESS_KEY=$(openssl rand -hex 16) heddle up --host 0.0.0.0')
    .action(async (options: UpOptions) => {
      const { up } = await import('../actions/up.js');
      await up(options);
    });
}

function parseStoreUrl(text: string): string {
  if (URL.canParse(text)) return text;
  throw new InvalidArgumentError('It is no URL. Write it as https://host:8443.');
}
