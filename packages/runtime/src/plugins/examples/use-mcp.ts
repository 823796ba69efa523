import { createRuntime, type RuntimeConfigInput, type RuntimeOverrides } from '@heddle/runtime';
import { mcpPlugins } from '../mcp/mcp-plugins.js';
import type { McpServerInput } from '../mcp/mcp-server.js';

/** Answers one question with the tools of an MCP server. */
export async function askWithTools(question: string, server: McpServerInput, config: RuntimeConfigInput, parts: RuntimeOverrides = {}): Promise<string> {
  const tools = await mcpPlugins(server);
  const runtime = await createRuntime(config, { ...parts, plugins: tools.plugins });
  try {
    const session = await runtime.openSession();
    return (await session.send(question)).reply;
  } finally {
    await runtime.close();
    await tools.close();
  }
}
