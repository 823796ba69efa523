import { readOwner } from '@heddle/store';
import { resolve } from 'node:path';
import { CliError } from '../cli-error.js';
import { ApiClient } from './api-client.js';
import { DEFAULT_DATA, type HomeOptions } from './home-options.js';
import { startServer } from './start-server.js';

const LOCAL_SERVER = 'http://127.0.0.1:4318';

/** The server a command talks to: one that runs already, or one that lives as long as the command. */
export interface Home {
  readonly url: string;
  readonly api: ApiClient;
  /** Journals, artifacts and workspaces of what is run here. */
  readonly dataDir: string;
  /** True when this process runs the server. */
  readonly owned: boolean;
  close(): Promise<void>;
}

/**
 * Finds a server, or becomes one: `--url` or `HEDDLE_URL`, else the owner of the data folder, else (with no `--data`)
 * the local server, else this process owns the folder while it runs.
 *
 * @throws {CliError} when a named server does not answer
 */
export async function openHome(options: HomeOptions): Promise<Home> {
  const dataDir = resolve(options.data ?? DEFAULT_DATA);
  // A folder that was named wins over an address that merely stands in the environment.
  if (options.url !== undefined && options.data === undefined) return await remoteHome(options.url, dataDir);
  const owner = await readOwner(dataDir);
  if (owner?.url !== undefined) return await remoteHome(owner.url, dataDir);
  if (options.data === undefined && (await new ApiClient(LOCAL_SERVER).isHeddle())) return await remoteHome(LOCAL_SERVER, dataDir);
  const server = await startServer({ data: dataDir, port: 0 });
  return { url: server.url, api: new ApiClient(server.url), dataDir, owned: true, close: () => server.close() };
}

async function remoteHome(url: string, dataDir: string): Promise<Home> {
  const api = new ApiClient(url);
  if (!(await api.isHeddle())) throw new CliError(`No Heddle server answers at ${url}. Start one with "heddle up", or leave HEDDLE_URL and --url out.`);
  return { url: api.url, api, dataDir, owned: false, close: async () => {} };
}
