import type { PluginSource } from '../plugin-source.js';
import { mcpPlugins, type McpPlugins } from './mcp-plugins.js';
import type { McpServerInput } from './mcp-server.js';

/** The tools of an MCP server as plugins. The server is started, or connected to, when a runtime opens it. */
export function mcpSource(server: McpServerInput): PluginSource {
  let connected: McpPlugins | undefined;
  return {
    async open() {
      connected = await mcpPlugins(server);
      return connected;
    },
    close: async () => await connected?.close(),
  };
}
