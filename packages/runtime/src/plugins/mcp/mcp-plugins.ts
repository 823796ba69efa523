import type { PluginError } from '@heddle/model';
import { RuntimeError } from '../../errors.js';
import type { Plugin } from '../plugin.js';
import { mcpServerSchema, type McpServerInput } from './mcp-server.js';

/** The tools of one MCP server. */
export interface McpPlugins {
  readonly plugins: readonly Plugin[];
  /** One for each tool that cannot be used. */
  readonly errors: readonly PluginError[];
  /** Ends the connection, and the server's process if this one started it. Its plugins fail from then on. */
  close(): Promise<void>;
}

/**
 * Connects to an MCP server and makes a plugin of each of its tools, named `{server}.{tool}`.
 *
 * @throws {RuntimeError} `BAD_CONFIG` when the server is not described right; `BAD_PLUGIN` when it cannot be reached
 */
export async function mcpPlugins(input: McpServerInput): Promise<McpPlugins> {
  const parsed = mcpServerSchema.safeParse(input);
  if (!parsed.success) throw new RuntimeError('BAD_CONFIG', `The MCP server "${String(input.name)}" needs a name and either a command or a url: ${parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')}.`);
  // The protocol's package takes as long to load as half of the runtime, and most projects have no MCP server.
  const { mcpServerPlugins } = await import('./mcp-server-plugins.js');
  return await mcpServerPlugins(parsed.data);
}
