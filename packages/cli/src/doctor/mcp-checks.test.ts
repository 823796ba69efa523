import type { McpServer } from '@heddle/runtime';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { checkMcpServers } from './mcp-checks.js';

const EXAMPLE = fileURLToPath(new URL('../../../runtime/dist/plugins/mcp/stdio-server.test.support.js', import.meta.url));

function program(name: string, args: readonly string[], more: Partial<McpServer> = {}): McpServer {
  return { name, command: process.execPath, args: [...args], env: {}, approval: 'never', timeoutMs: 60_000, connectTimeoutMs: 30_000, ...more } as McpServer;
}

test('a server that answers is said with its tools, one that it does not have by name', async () => {
  const { checks, plugins } = await checkMcpServers([program('sums', [EXAMPLE], { tools: ['add-numbers', 'divide-numbers'] })]);
  expect(checks).toEqual([
    { name: 'mcp sums', status: 'ok', text: 'It answers, with 1 tool to call.' },
    { name: 'mcp sums', status: 'fail', text: 'The MCP server "sums" has no tool "divide-numbers".', fix: 'Correct mcpServers.sums.tools, or the server.' },
  ]);
  expect(plugins).toEqual(['sums.add_numbers']);
});

test('servers that are not there or fail are said in a sentence each, without their secrets', async () => {
  const servers = [
    program('gone', [], { command: 'no-such-program' }),
    program('broken', ['-e', 'console.error(`first line\\n${process.env.KEY} is refused`); process.exit(1)'], { env: { KEY: 'mcp-secret-key' } }),
    { name: 'away', url: 'http://127.0.0.1:1/mcp', headers: {}, approval: 'never', timeoutMs: 60_000, connectTimeoutMs: 30_000 } as McpServer,
  ];
  const { checks, plugins } = await checkMcpServers(servers);
  expect(checks.map(({ name, status }) => [name, status])).toEqual([['mcp gone', 'fail'], ['mcp broken', 'fail'], ['mcp away', 'fail']]);
  const [gone, broken, away] = checks.map(({ text }) => text);
  expect(gone).toContain('"gone" (no-such-program) cannot be reached');
  expect(broken).toContain('It said: first line [redacted] is refused');
  expect(away).toContain('(http://127.0.0.1:1) cannot be reached');
  expect(JSON.stringify(checks)).not.toContain('mcp-secret-key');
  expect(plugins).toBeUndefined();
});

test('a server that never answers is not waited for', async () => {
  const { checks } = await checkMcpServers([program('silent', ['-e', 'setInterval(() => {}, 1_000)'])], 100);
  expect(checks).toEqual([{ name: 'mcp silent', status: 'fail', text: expect.stringContaining('cannot be reached') as string, fix: expect.stringContaining('mcpServers.silent') as string }]);
});
