import type { Tool } from '@modelcontextprotocol/sdk/types.js';
import { isJsonObject, parseSpanId, parseTraceId, type JsonObject, type JsonValue, type PluginError } from '@heddle/model';
import type { CallContext } from '@heddle/kernel';
import { errorFacts } from '@heddle/sdk';
import { createHash } from 'node:crypto';
import type { Plugin } from '../plugin.js';
import { toPluginNamePart } from '../plugin-name.js';
import { jsonSchemaCheck, type JsonSchemaCheck } from './json-schema-check.js';
import { McpConnection } from './mcp-connection.js';
import { mcpResult } from './mcp-result.js';
import type { McpPlugins } from './mcp-plugins.js';
import type { McpServer } from './mcp-server.js';

const MAX_DESCRIPTION = 2_000;
const MAX_SCHEMA = 64_000;

/**
 * Connects to a server and makes a plugin of each of its tools.
 *
 * @throws {RuntimeError} `BAD_PLUGIN` when it cannot be reached
 */
export async function mcpServerPlugins(server: McpServer): Promise<McpPlugins> {
  const connection = new McpConnection(server);
  try {
    const version = await connection.version();
    const tools = (await connection.listTools()).filter((tool) => server.tools?.includes(tool.name) ?? true);
    return { ...toolPlugins(tools, server, version, connection), close: () => connection.close() };
  } catch (thrown) {
    await connection.close();
    throw thrown;
  }
}

function toolPlugins(tools: readonly Tool[], server: McpServer, version: string, connection: McpConnection): Pick<McpPlugins, 'plugins' | 'errors'> {
  const plugins: Plugin[] = [];
  const errors: PluginError[] = missingTools(tools, server);
  const taken = new Set<string>();
  for (const tool of tools) {
    const name = freeName(`${toPluginNamePart(server.name)}.${toPluginNamePart(tool.name)}`, taken);
    try {
      plugins.push(toolPlugin(name, tool, server, version, connection));
    } catch (thrown) {
      errors.push({ type: 'plugin-error', plugin: name, message: `The tool "${tool.name}" of the MCP server "${server.name}" cannot be used: ${errorFacts(thrown).message}` });
    }
  }
  return { plugins, errors };
}

function missingTools(tools: readonly Tool[], server: McpServer): PluginError[] {
  const missing = (server.tools ?? []).filter((name) => tools.every((tool) => tool.name !== name));
  return missing.map((name) => ({ type: 'plugin-error', plugin: `${server.name}.${name}`, message: `The MCP server "${server.name}" has no tool "${name}".` }));
}

function toolPlugin(name: string, tool: Tool, server: McpServer, version: string, connection: McpConnection): Plugin {
  const inputSchema = boundedSchema(tool.inputSchema as JsonObject);
  const outputSchema = tool.outputSchema && boundedSchema(tool.outputSchema as JsonObject);
  const checkInput = jsonSchemaCheck(inputSchema);
  const checkOutput = outputSchema && jsonSchemaCheck(outputSchema);
  const approval = approvalReason(tool, server);
  const facts = {
    name,
    description: (tool.description ?? tool.title ?? `The tool ${tool.name} of ${server.name}.`).slice(0, MAX_DESCRIPTION),
    version: version || '0',
    hash: createHash('sha256').update(JSON.stringify([name, version, tool.description, inputSchema, outputSchema ?? null])).digest('hex').slice(0, 16),
    inputSchema,
    ...(outputSchema && { outputSchema }),
    parseInput(input: unknown) {
      const value = input ?? {};
      const problem = isJsonObject(value) ? checkInput(value) : 'the argument must be an object';
      return problem === undefined ? { ok: true as const, value: value as JsonObject } : { ok: false as const, message: problem };
    },
    call: (input: JsonValue, context: CallContext) => callTool(tool, input as JsonObject, context, connection, checkOutput),
  };
  return {
    ...facts,
    ...(approval !== undefined && { requiresApproval: approval }),
    secrets: [],
    examples: [],
    // The connection is the server's, not a session's: closing a session leaves it open.
    open: () => ({ ...facts, close: async () => {} }),
  };
}

async function callTool(tool: Tool, input: JsonObject, context: CallContext, connection: McpConnection, check: JsonSchemaCheck | undefined): Promise<JsonValue> {
  const { readOnlyHint, idempotentHint } = tool.annotations ?? {};
  const traceparent = traceparentOf(context);
  const result = await connection.callTool(
    { name: tool.name, arguments: { ...input }, ...(traceparent !== undefined && { _meta: { traceparent } }) },
    { signal: context.signal, repeatable: readOnlyHint === true || idempotentHint === true, onProgress: (message) => context.log('info', message) },
  );
  const value = await mcpResult(tool.name, result, context);
  const problem = check?.(value);
  if (problem !== undefined) throw new TypeError(`${tool.name} returned something else than it promises: ${problem}`);
  return value;
}

/** @see Model Context Protocol, `_meta` keys `traceparent`; W3C Trace Context, `traceparent` */
function traceparentOf({ observation: { traceId, spanId } }: CallContext): string | undefined {
  return parseTraceId(traceId) && parseSpanId(spanId) ? `00-${traceId}-${spanId}-01` : undefined;
}

function approvalReason({ name, annotations }: Tool, { approval, name: server }: McpServer): string | undefined {
  if (approval === 'never' || (approval === 'unless-read-only' && annotations?.readOnlyHint === true)) return undefined;
  return `"${name}" runs on the MCP server "${server}"${annotations?.readOnlyHint === true ? '' : ' and may change things there'}.`;
}

function boundedSchema(schema: JsonObject): JsonObject {
  const { length } = JSON.stringify(schema);
  if (length > MAX_SCHEMA) throw new RangeError(`its schema has ${length} characters; at most ${MAX_SCHEMA} can be told to a model.`);
  return schema;
}

/** Two tools may have one name once they are written as identifiers. */
function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let number = 2; taken.has(free); number++) free = `${name}_${number}`;
  taken.add(free);
  return free;
}
