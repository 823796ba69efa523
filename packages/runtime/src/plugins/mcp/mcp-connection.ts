import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport, getDefaultEnvironment } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport, StreamableHTTPError } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {
  CallToolResultSchema, ErrorCode, ListToolsResultSchema, McpError, type CallToolRequest, type CallToolResult, type Tool,
} from '@modelcontextprotocol/sdk/types.js';
import { errorFacts } from '@heddle/sdk';
import { RuntimeError } from '../../errors.js';
import { HEDDLE_VERSION } from '../../version.js';
import type { McpServer } from './mcp-server.js';

const MAX_TOOLS = 1_000;

export interface McpCallOptions {
  readonly signal: AbortSignal;
  /** True when a second call does no harm: then a call whose connection broke is made again. */
  readonly repeatable: boolean;
  readonly onProgress?: (message: string) => void;
}

interface Link {
  readonly client: Client;
  readonly transport: StdioClientTransport | StreamableHTTPClientTransport;
  lost: boolean;
}

/** A connection to an MCP server that comes back: a call that finds it gone connects once more. */
export class McpConnection {
  readonly #server: McpServer;
  #link: Promise<Link> | undefined;
  #closed = false;

  constructor(server: McpServer) {
    this.#server = server;
  }

  /** The server's own version; empty when it does not say. */
  async version(): Promise<string> {
    return (await this.#connected()).client.getServerVersion()?.version ?? '';
  }

  /** @throws {RuntimeError} `BAD_PLUGIN` */
  async listTools(): Promise<readonly Tool[]> {
    const { client } = await this.#connected();
    const tools: Tool[] = [];
    let cursor: string | undefined;
    try {
      do {
        const page = await client.request({ method: 'tools/list', params: { ...(cursor !== undefined && { cursor }) } }, ListToolsResultSchema, { timeout: this.#server.connectTimeoutMs });
        tools.push(...page.tools);
        cursor = page.tools.length > 0 ? page.nextCursor : undefined;
      } while (cursor !== undefined && tools.length < MAX_TOOLS);
    } catch (cause) {
      throw new RuntimeError('BAD_PLUGIN', `The MCP server "${this.#server.name}" did not list its tools: ${errorFacts(cause).message}`, { cause });
    }
    return tools.slice(0, MAX_TOOLS);
  }

  /** @throws when the server cannot be reached, takes too long, or refuses the call */
  async callTool(params: CallToolRequest['params'], options: McpCallOptions): Promise<CallToolResult> {
    const link = await this.#connected();
    try {
      return await this.#request(link, params, options);
    } catch (thrown) {
      const loss = lossOf(thrown, link);
      if (loss === undefined || options.signal.aborted) throw this.#explained(thrown, params.name, options.signal);
      await this.#drop(link);
      if (loss === 'unknown' && !options.repeatable) {
        throw new Error(`The connection to the MCP server "${this.#server.name}" broke while "${params.name}" ran. Whether it took effect is not known: look before calling it again.`, { cause: thrown });
      }
    }
    const again = await this.#connected();
    try {
      return await this.#request(again, params, options);
    } catch (thrown) {
      throw this.#explained(thrown, params.name, options.signal);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    const link = await this.#link?.catch(() => undefined);
    if (!link) return;
    // The server may be gone already; then its session is too.
    if (link.transport instanceof StreamableHTTPClientTransport && !link.lost) await within(2_000, link.transport.terminateSession()).catch(() => undefined);
    await this.#drop(link);
  }

  #request({ client }: Link, params: CallToolRequest['params'], { signal, onProgress }: McpCallOptions): Promise<CallToolResult> {
    return client.request({ method: 'tools/call', params }, CallToolResultSchema, {
      signal,
      timeout: this.#server.timeoutMs,
      ...(onProgress && { onprogress: ({ message, progress, total }) => onProgress(message ?? `${progress}${total === undefined ? '' : ` of ${total}`}`) }),
    });
  }

  async #connected(): Promise<Link> {
    if (this.#closed) throw new RuntimeError('BAD_PLUGIN', `The connection to the MCP server "${this.#server.name}" was closed.`);
    const connecting = (this.#link ??= this.#connect());
    try {
      const link = await connecting;
      if (!link.lost) return link;
    } catch (thrown) {
      if (this.#link === connecting) this.#link = undefined;
      throw thrown;
    }
    // Another call may have begun to connect anew meanwhile.
    if (this.#link === connecting) this.#link = undefined;
    return await (this.#link ??= this.#connect());
  }

  async #connect(): Promise<Link> {
    const transport = transportTo(this.#server);
    const client = new Client({ name: 'heddle', version: HEDDLE_VERSION });
    const link: Link = { client, transport, lost: false };
    let lastWords = '';
    if (transport instanceof StdioClientTransport) transport.stderr?.on('data', (chunk: Buffer) => (lastWords = (lastWords + String(chunk)).slice(-1_000)));
    // oxlint-disable-next-line unicorn/prefer-add-event-listener -- a client is no EventTarget
    client.onclose = () => {
      link.lost = true;
    };
    try {
      await client.connect(transport, { timeout: this.#server.connectTimeoutMs });
      return link;
    } catch (cause) {
      await client.close().catch(() => undefined);
      const said = lastWords.trim() ? ` It said: ${lastWords.trim()}` : '';
      throw new RuntimeError('BAD_PLUGIN', `The MCP server "${this.#server.name}" (${addressOf(this.#server)}) cannot be reached: ${reasonOf(cause)}.${said}`, { cause });
    }
  }

  async #drop(link: Link): Promise<void> {
    link.lost = true;
    await link.client.close().catch(() => undefined);
  }

  #explained(thrown: unknown, tool: string, signal: AbortSignal): unknown {
    if (signal.aborted) return signal.reason instanceof Error ? signal.reason : new Error(`The call of "${tool}" was ended: ${String(signal.reason)}.`, { cause: thrown });
    if (!(thrown instanceof McpError) || Number(thrown.code) !== Number(ErrorCode.RequestTimeout)) return thrown;
    const seconds = this.#server.timeoutMs / 1_000;
    return new Error(`"${tool}" of the MCP server "${this.#server.name}" gave no answer in ${seconds} s. Ask it for less, or raise its timeoutMs.`, { cause: thrown });
  }
}

function transportTo(server: McpServer): Link['transport'] {
  if ('url' in server) return new StreamableHTTPClientTransport(new URL(server.url), { requestInit: { headers: server.headers } });
  const { command, args, env, cwd } = server;
  return new StdioClientTransport({ command, args, env: { ...getDefaultEnvironment(), ...env }, stderr: 'pipe', ...(cwd !== undefined && { cwd }) });
}

/** Whether a failure is one of the connection: `unsent` when the server surely did not take the call. */
function lossOf(thrown: unknown, link: Link): 'unsent' | 'unknown' | undefined {
  if (link.lost) return 'unknown';
  // 404: the server does not know the session any more. 400: a server that was started anew says so like this.
  if (thrown instanceof StreamableHTTPError) return thrown.code === 404 || thrown.code === 400 ? 'unsent' : undefined;
  if (!(thrown instanceof TypeError) || thrown.message !== 'fetch failed') return undefined;
  return codeOf(thrown.cause) === 'ECONNREFUSED' ? 'unsent' : 'unknown';
}

function codeOf(cause: unknown): unknown {
  return typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
}

/** Command or address without arguments, path or user: those may hold secrets. */
function addressOf(server: McpServer): string {
  return 'url' in server ? new URL(server.url).origin : server.command;
}

function reasonOf(thrown: unknown): string {
  const { message } = errorFacts(thrown);
  const code = thrown instanceof Error ? codeOf(thrown.cause) : undefined;
  return (typeof code === 'string' ? `${message} (${code})` : message).replace(/\.$/, '').slice(0, 500);
}

async function within<Result>(ms: number, work: Promise<Result>): Promise<Result | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), ms)));
  return await Promise.race([work, late]).finally(() => clearTimeout(timer));
}
