import { systemClock } from '@heddle/sdk';
import { createScriptedModel } from '@heddle/runtime';
import { processPlace } from '@heddle/kernel';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createModelCaller } from '../../session/model-caller.js';
import { withExampleContext } from '../example-context.js';
import { loadPlugins } from '../load-plugins.js';
import { openPlugins, type OpenPluginsOptions } from '../open-plugins.js';
import { pluginApprovals } from '../plugin-approvals.js';
import { createSessionVariables } from '../session-variables.js';
import { planProject } from '../../project/plan-project.js';
import project from './project-with-servers.js';
import { checkPlugins } from './check-plugins.js';
import { sayChanges } from './reload-plugins.js';
import { askWithTools } from './use-mcp.js';

const source = fileURLToPath(new URL('../../../src/plugins/examples/', import.meta.url));
const folder = join(source, 'plugins');

let temporary = '';
beforeAll(async () => void (temporary = await mkdtemp(join(tmpdir(), 'heddle-plugin-examples-'))));
afterAll(async () => await rm(temporary, { recursive: true, force: true }));

/** Inside the package an example may import a neighbour; a reader has the package. */
function asReaderSees(text: string): string {
  const imports = new Map<string, string[]>();
  const rest = text.replace(/^import (type )?\{ (.*?) \} from '(.*?)';\n/gm, (_, type: string | undefined, names: string, from: string) => {
    const module = from.startsWith('.') ? '@heddle/runtime' : from;
    imports.set(module, [...(imports.get(module) ?? []), ...names.split(', ').map((name) => (type ? `type ${name}` : name))]);
    return '';
  });
  return [...imports].map(([module, names]) => `import { ${names.join(', ')} } from '${module}';\n`).join('') + rest;
}

test('every example of the document is a file that these tests run', async () => {
  const names = (await readdir(source, { recursive: true })).filter((name) => name.endsWith('.ts') && !name.includes('.test.'));
  const files = await Promise.all(names.map(async (name) => asReaderSees(await readFile(join(source, name), 'utf8')).trim()));
  const document = await readFile(new URL('../../../../../docs/plugins.md', import.meta.url), 'utf8');
  const blocks = [...document.matchAll(/^```ts\n(.*?)\n```$/gms)].map((match) => match[1]!);
  expect(blocks.toSorted()).toEqual(files.toSorted());
});

test('the project file can be used', () => {
  expect(planProject({ directory: '/project', content: project, env: {} })).toMatchObject({
    pluginFolders: ['/project/plugins'], watchPlugins: true,
    mcpServers: [{ name: 'files', command: 'npx', cwd: '/project' }, { name: 'crm', url: 'https://crm.example/mcp', approval: 'unless-read-only' }],
  });
});

test('the folder loads, and its examples pass', async () => {
  expect((await loadPlugins(folder)).plugins.map(({ name }) => name)).toEqual(['digest', 'orders.find', 'orders.refund', 'weather.wettest']);
  expect(await checkPlugins(folder)).toEqual([]);
});

async function callInSession(name: string, inputs: readonly object[], options: Partial<OpenPluginsOptions>) {
  const { plugins } = await loadPlugins(folder);
  const session = openPlugins(plugins, { sessionId: 'ses_1', report: ({ message }) => expect.fail(message), ...options });
  const results: unknown[] = [];
  const trail = await withExampleContext({ sessionId: 'ses_1', signal: new AbortController().signal, call: async () => null }, async (context, left) => {
    for (const input of inputs) results.push(await session.plugins.find((plugin) => plugin.name === name)!.call(input as never, context));
    return left;
  });
  await session.close();
  return { results, trail };
}

test('orders: configuration, secret and state are there, and a refund wants approval', async () => {
  const requests: unknown[] = [];
  const http = createServer((request, response) => {
    requests.push([request.url, request.headers.authorization]);
    response.end('[{"id":"o1","amount":5}]');
  });
  await new Promise<void>((resolve) => void http.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const { results } = await callInSession('orders.find', [{ customer: 'Ann' }, { customer: 'Ann' }], {
    config: { 'orders.find': { url, pageSize: 10 } },
    readSecret: (name) => (name === 'ORDERS_TOKEN' ? 'token-of-orders' : undefined),
  });
  http.closeAllConnections();
  http.close();
  expect(results).toEqual([[{ id: 'o1', amount: 5 }], [{ id: 'o1', amount: 5 }]]);
  expect(requests).toEqual([['/orders?customer=Ann&size=10', 'Bearer token-of-orders']]);
  expect(pluginApprovals((await loadPlugins(folder)).plugins)).toEqual({ 'orders.refund': 'Money is paid back to the customer.' });
  expect((await callInSession('orders.refund', [{ id: 'o1' }], {})).trail.costUsd).toBe(0.1);
});

test('digest: the model is asked in the language of the session, and its answer is kept as a file', async () => {
  const model = createScriptedModel({ replies: ['Es hat geregnet.'] });
  const { results, trail } = await callInSession('digest', [{ text: 'It rained.' }], {
    model: createModelCaller({ model, clock: systemClock }),
    variables: createSessionVariables({ language: 'German' }),
  });
  expect(results).toEqual(['Es hat geregnet.']);
  expect(trail.artifacts).toMatchObject([{ name: 'digest.txt', sizeBytes: 16 }]);
  expect(JSON.stringify(model.calls[0]?.messages)).toContain('in German');
});

test('a folder says what changes', async () => {
  const lines: string[] = [];
  const own = await mkdtemp(join(temporary, 'plugins-'));
  const watcher = await sayChanges(own, (line) => lines.push(line));
  await writeFile(join(own, 'weather.ts'), await readFile(join(folder, 'weather.ts')));
  await vi.waitFor(() => expect(lines).toEqual(['added weather.wettest']), { timeout: 15_000 });
  await watcher.close();
});

test('generated code calls the tools of an MCP server', async () => {
  const server = { name: 'maths', command: process.execPath, args: [fileURLToPath(new URL('../mcp/stdio-server.test.support.js', import.meta.url))] };
  const model = createScriptedModel({
    replies: [
      JSON.stringify({ thought: '', plan: [], to: 'CodeInterpreter', message: 'Add 2 and 3.' }),
      JSON.stringify({ thought: '', code: 'const { sum } = await maths.add_numbers({ a: 2, b: 3 });\nsum' }),
      ({ messages }) => JSON.stringify({ thought: '', plan: [], to: 'User', message: /Value:\\n5/.test(JSON.stringify(messages)) ? 'It is 5.' : 'No idea.' }),
    ],
  });
  const reply = await askWithTools('What is 2 and 3?', server, { dataDir: temporary, telemetry: { heddle: false } }, { model, place: processPlace });
  expect(reply).toBe('It is 5.');
});
