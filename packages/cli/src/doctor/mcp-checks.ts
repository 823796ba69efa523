import { mcpPlugins, type McpServer } from '@heddle/runtime';
import { createRedactor } from '@heddle/sdk';
import { counted } from '../terminal/counted.js';
import { failure, ok, type Check } from './check.js';

const PATIENCE_MS = 10_000;
/** Of what a server says when it fails. */
const LONGEST_REASON = 400;

/** What the MCP servers of a project answered. */
export interface McpChecks {
  readonly checks: readonly Check[];
  /** The names of their tools as plugins; `undefined` when a server did not answer, since there may be more. */
  readonly plugins: readonly string[] | undefined;
}

/** Starts each server, or connects to it, and asks for its tools; calls none of them. Arguments, paths and secrets stay unsaid. */
export async function checkMcpServers(servers: readonly McpServer[], patienceMs = PATIENCE_MS): Promise<McpChecks> {
  const found = await Promise.all(servers.map((server) => checkServer(server, patienceMs)));
  const plugins = found.map((one) => one.plugins);
  return {
    checks: found.flatMap(({ checks }) => checks),
    plugins: plugins.every((names) => names !== undefined) ? plugins.flat() : undefined,
  };
}

async function checkServer(server: McpServer, patienceMs: number): Promise<McpChecks> {
  const name = `mcp ${server.name}`;
  const redact = createRedactor(Object.values('command' in server ? server.env : server.headers));
  try {
    const tools = await mcpPlugins({ ...server, connectTimeoutMs: Math.min(server.connectTimeoutMs, patienceMs) });
    await tools.close();
    const faults = tools.errors.map(({ message }) => failure(name, oneSentence(redact(message)), `Correct mcpServers.${server.name}.tools, or the server.`));
    return { checks: [ok(name, `It answers, with ${counted(tools.plugins.length, 'tool')} to call.`), ...faults], plugins: tools.plugins.map((plugin) => plugin.name) };
  } catch (error) {
    const fix = `Start it, or correct mcpServers.${server.name}. Until then its tools are missing; everything else runs.`;
    return { checks: [failure(name, oneSentence(redact((error as Error).message)), fix)], plugins: undefined };
  }
}

/** Programs say many lines when they fail. */
function oneSentence(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= LONGEST_REASON ? line : `${line.slice(0, LONGEST_REASON)} …`;
}
