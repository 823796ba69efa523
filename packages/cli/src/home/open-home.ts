import type { Project } from '@heddle/runtime';
import { loadProject } from '@heddle/runtime/project';
import { readOwner } from '@heddle/store/owner';
import { resolve } from 'node:path';
import { CliError } from '../cli-error.js';
import { ApiClient } from './api-client.js';
import type { HomeOptions } from './home-options.js';
import { LOCAL_SERVER } from './ports.js';

/** The server a command talks to: one that runs already, or one that lives as long as the command. */
export interface Home {
  readonly url: string;
  /** What the server wants to be shown, when it wants anything. */
  readonly apiKey?: string;
  readonly api: ApiClient;
  /** Journals, artifacts and workspaces of what is run here. */
  readonly dataDir: string;
  /** True when this process runs the server. */
  readonly owned: boolean;
  close(): Promise<void>;
}

/**
 * Finds a server, or becomes one: `--url` or `HEDDLE_URL`, else the address in the project file, else the owner of the data
 * folder, else (with no `--data`) the local server, else this process owns the folder while it runs.
 *
 * @param project - default: that of the current folder
 * @throws {CliError} when a named server does not answer
 */
export async function openHome(options: HomeOptions, project?: Project): Promise<Home> {
  const { config } = project ?? (await loadProject('.'));
  const dataDir = options.data === undefined ? config.dataDir : resolve(options.data);
  const key = config.telemetry.apiKey;
  const url = options.url ?? (config.telemetry.heddle || undefined);
  // A folder that was named wins over an address that merely stands in the environment.
  if (url !== undefined && options.data === undefined) return await remoteHome(url, key, dataDir);
  const owner = await readOwner(dataDir);
  if (owner?.url !== undefined) return await remoteHome(owner.url, owner.token ?? key, dataDir);
  if (options.data === undefined && (await new ApiClient(LOCAL_SERVER).isHeddle())) return await remoteHome(LOCAL_SERVER, key, dataDir);
  // Engine and server are loaded by whoever runs them: most commands only ask one that runs already.
  const { startServer } = await import('./start-server.js');
  const server = await startServer({ data: dataDir, port: 0, grpcPort: null, prices: config.prices });
  return { url: server.url, api: new ApiClient(server.url), dataDir, owned: true, close: () => server.close() };
}

async function remoteHome(url: string, apiKey: string | undefined, dataDir: string): Promise<Home> {
  const api = new ApiClient(url, apiKey);
  if (!(await api.isHeddle())) throw new CliError(`No Heddle server answers at ${api.url}. Start one with "heddle up", or leave HEDDLE_URL and --url out.`);
  return { url: api.url, ...(apiKey !== undefined && { apiKey }), api, dataDir, owned: false, close: async () => {} };
}
