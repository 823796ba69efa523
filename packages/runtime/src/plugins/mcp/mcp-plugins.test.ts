import type { CallContext } from '@heddle/kernel';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { withExampleContext, type ExampleTrail } from '../example-context.js';
import { openExampleHttpServer, type ExampleHttpServer } from './http-server.test.support.js';
import { mcpPlugins, type McpPlugins } from './mcp-plugins.js';

const stdio = { name: 'files', command: process.execPath, args: [fileURLToPath(new URL('./stdio-server.test.support.js', import.meta.url))] };

let folder = '';
let http: ExampleHttpServer;
let server: McpPlugins | undefined;
/** One connection for the tests that leave it as it was. */
let shared: McpPlugins;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heddle-mcp-'));
  http = await openExampleHttpServer();
  shared = await mcpPlugins(stdio);
});
afterEach(async () => {
  if (server !== shared) await server?.close();
  server = undefined;
});
afterAll(async () => {
  await shared.close();
  await http.close();
  await rm(folder, { recursive: true, force: true });
});

const overHttp = () => ({ name: 'files', url: http.url, headers: { authorization: 'Bearer of-the-test' } });

/** Calls a tool as code would, and tells what came with it. */
async function call(name: string, input: unknown = {}, more: Partial<CallContext> = {}): Promise<{ value: unknown; trail: ExampleTrail }> {
  const plugin = server!.plugins.find((one) => one.name === name)!;
  const parsed = plugin.parseInput(input);
  if (!parsed.ok) throw new Error(parsed.message);
  return await withExampleContext({ sessionId: 'ses_1', signal: new AbortController().signal, call: async () => null }, async (context, trail) => ({
    value: await plugin.call(parsed.value, { ...context, ...more }),
    trail,
  }));
}

test.each([
  ['stdio', () => stdio],
  ['HTTP', overHttp],
])('over %s, every tool becomes a plugin with its schema, and can be called', async (_, options) => {
  server = await mcpPlugins(options());
  expect(server.plugins.map(({ name }) => name)).toEqual([
    'files.add_numbers', 'files.add_numbers_2', 'files.lie', 'files.picture', 'files.fail', 'files.import_', 'files.environment', 'files.hang', 'files.die', 'files.die_reading',
  ]);
  expect(server.plugins[0]).toMatchObject({ description: 'Adds.', version: '2.1.0', inputSchema: { required: ['a', 'b'] }, outputSchema: { required: ['sum'] } });
  expect((await call('files.add_numbers', { a: 1, b: 2 })).value).toEqual({ sum: 3 });
  expect((await call('files.add_numbers_2')).value).toBe('the other one');
});

test('a tool whose schema cannot be checked is reported, and the others are there', async () => {
  server = shared;
  expect(server.errors).toMatchObject([{ plugin: 'files.unreadable', message: expect.stringContaining('"unreadable" of the MCP server "files" cannot be used') }]);
});

test('arguments and results are checked on this side', async () => {
  server = shared;
  await expect(call('files.add_numbers', { a: '1', c: 2 })).rejects.toThrow(`must have required property 'b'; must NOT have additional properties ("c"); a: must be number`);
  await expect(call('files.add_numbers', [1])).rejects.toThrow('the argument must be an object');
  await expect(call('files.lie')).rejects.toThrow('lie returned something else than it promises: sum: must be number');
});

test('pictures and files become artifacts, text and links stay in the result', async () => {
  server = shared;
  const { value, trail } = await call('files.picture');
  expect(value).toEqual({
    text: 'A picture:',
    artifacts: [
      { name: 'picture-1.png', mimeType: 'image/png', sizeBytes: 9, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      { name: 'out.csv', mimeType: 'text/csv', sizeBytes: 3, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ],
    links: [{ uri: 'https://example.com/more', name: 'more' }],
  });
  expect(trail.artifacts.map(({ name }) => name)).toEqual(['picture-1.png', 'out.csv']);
});

test('a tool that says it failed fails the call with its words', async () => {
  server = shared;
  await expect(call('files.fail')).rejects.toMatchObject({ name: 'McpToolError', message: 'There is no such file.' });
});

test('the trace goes along with the call', async () => {
  server = shared;
  const observation = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' } as unknown as CallContext['observation'];
  expect((await call('files.import_', {}, { observation })).value).toBe('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01');
});

test('a program gets the variables named for it and none of the others', async () => {
  process.env['HEDDLE_TEST_SECRET_KEY'] = 'of the host';
  server = await mcpPlugins({ ...stdio, env: { FILES_ROOT: '/data' } });
  delete process.env['HEDDLE_TEST_SECRET_KEY'];
  const names = String((await call('files.environment')).value).split(' ');
  expect(names).toContain('FILES_ROOT');
  expect(names).not.toContain('HEDDLE_TEST_SECRET_KEY');
});

test('a call that takes too long is given up, and its progress was logged', async () => {
  server = await mcpPlugins({ ...stdio, timeoutMs: 1_500 });
  const logs: string[] = [];
  await expect(call('files.hang', {}, { log: (_, message) => void logs.push(message) })).rejects.toThrow('"hang" of the MCP server "files" gave no answer in 1.5 s.');
  expect(logs).toEqual(['thinking']);
});

test('a cancelled call ends at once', async () => {
  server = shared;
  const cancel = new AbortController();
  await expect(call('files.hang', {}, { signal: cancel.signal, log: () => cancel.abort(new Error('The user had enough.')) })).rejects.toThrow('The user had enough.');
});

test('a read that lost its server is made again with a new one', async () => {
  server = shared;
  expect((await call('files.die_reading', { mark: join(folder, 'reading') })).value).toBe('alive again');
});

test('a call that may have changed something is not made twice; the next one finds a new server', async () => {
  server = shared;
  const mark = join(folder, 'writing');
  await expect(call('files.die', { mark })).rejects.toThrow('broke while "die" ran. Whether it took effect is not known');
  expect((await call('files.die', { mark })).value).toBe('alive again');
});

test('over HTTP headers are sent, and a session the server forgot is opened anew', async () => {
  server = await mcpPlugins(overHttp());
  expect(http.headers.at(-1)).toMatchObject({ authorization: 'Bearer of-the-test' });
  http.forget();
  expect((await call('files.add_numbers', { a: 2, b: 2 })).value).toEqual({ sum: 4 });
});

test('after close the plugins say that the connection is closed', async () => {
  server = await mcpPlugins(stdio);
  await server.close();
  await expect(call('files.add_numbers', { a: 1, b: 1 })).rejects.toThrow('The connection to the MCP server "files" was closed.');
});

test('only the tools asked for, and approval for those that may change something', async () => {
  server = await mcpPlugins({ ...stdio, tools: ['die', 'die_reading', 'nope'], approval: 'unless-read-only' });
  expect(server.plugins.map(({ name, requiresApproval }) => [name, requiresApproval])).toEqual([
    ['files.die', '"die" runs on the MCP server "files" and may change things there.'],
    ['files.die_reading', undefined],
  ]);
  expect(server.errors.map(({ message }) => message)).toEqual(['The MCP server "files" has no tool "nope".']);
});

test.each([
  ['a program that is not there', { name: 'gone', command: join(tmpdir(), 'heddle-no-such-program') }, /"gone" .* cannot be reached: .*ENOENT/],
  ['a program that ends with a message', { name: 'rude', command: process.execPath, args: ['-e', 'console.error("no licence"); process.exit(1)'] }, /It said: no licence/],
  ['an address where nobody listens', { name: 'void', url: 'http://127.0.0.1:9/mcp' }, /"void" \(http:\/\/127\.0\.0\.1:9\) cannot be reached/],
  ['neither command nor url', { name: 'half' } as never, /needs a name and either a command or a url/],
])('%s is said in one sentence', async (_, options, message) => {
  await expect(mcpPlugins(options)).rejects.toThrow(message);
});
