import { processPlace } from '@heddle/kernel';
import type { HeddleEvent } from '@heddle/model';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { createRuntime, type Runtime } from '../create-runtime.js';
import { createScriptedModel, type ScriptedReply } from '../models/scripted-model.js';
import { startLoopbackProvider, jsonAnswer } from '../models/loopback-provider.test.support.js';
import { coded, planned } from '../session/open-session.test.support.js';
import { loadProject } from './load-project.js';
import { projectParts } from './project-parts.js';

let root = '';
let runtime: Runtime | undefined;
beforeAll(async () => void (root = await mkdtemp(join(tmpdir(), 'heddle-live-'))));
afterEach(async () => await runtime?.close());
afterAll(async () => await rm(root, { recursive: true, force: true }));

/** A project folder, run as `heddle chat` runs it, with a script for a model. */
async function open(files: Readonly<Record<string, string>>, replies: readonly ScriptedReply[]) {
  const folder = await mkdtemp(join(root, 'p-'));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  const project = await loadProject(folder, { env: {} });
  const { overrides, errors } = await projectParts(project, {});
  const warnings: string[] = errors.map(({ message }) => message);
  const model = createScriptedModel({ replies });
  runtime = await createRuntime({ ...project.config, telemetry: { ...project.config.telemetry, heddle: false } }, { ...overrides, model, place: processPlace, warn: (message) => void warnings.push(message) });
  const session = await runtime.openSession();
  const events: HeddleEvent[] = [];
  const watching = session.subscribe({ name: 'test', handle: (event) => void events.push(event) });
  return { folder, session, model, warnings, events, drained: () => watching.drained() };
}

const plugin = (result: string) => `import { definePlugin } from '@heddle/runtime';
import { z } from 'zod';
export default definePlugin({ name: 'say', description: 'Says something.', input: z.object({}), run: () => '${result}' });
`;
const config = (text: string) => `import { defineConfig } from '@heddle/runtime';\nexport default defineConfig({ ${text} });\n`;

test('roles are one small file each, found in a folder, beside those that come with Heddle', async () => {
  const { session, model, warnings } = await open({
    'heddle.config.ts': config(`roles: ['Planner', './roles', 'PluginCaller']`),
    'roles/echo.ts': `import { defineRole } from '@heddle/runtime';
export default defineRole({ name: 'Echo', description: 'says what it hears', reply: async ({ incoming }) => ({ to: incoming.from, message: 'I heard: ' + incoming.message }) });`,
    'roles/broken.ts': 'export const nothing = 1;',
    'roles/planner.ts': `export default { name: 'Planner', description: 'another', reply: async () => ({ to: 'User', message: 'mine' }) };`,
  }, [planned('Echo', 'hello'), planned('User', 'It echoes.')]);
  const round = await session.send('try the echo');
  expect(round.round.posts.map(({ from, to, message }) => [from, to, message])).toContainEqual(['Echo', 'Planner', 'I heard: hello']);
  expect(round.reply).toBe('It echoes.');
  expect(JSON.stringify(model.calls[0]!.messages)).toMatch(/Echo: says what it hears[\s\S]*PluginCaller: calls functions/);
  expect(warnings.join('\n')).toMatch(/broken\.ts: It exports no role[\s\S]*The role "Planner" is left out/);
});

test('a project file that names no role that is there says which there are', async () => {
  await expect(open({ 'heddle.config.ts': config(`roles: ['Planer']`) }, [])).rejects.toThrow(/"Planer", which is no role that comes with Heddle \(Planner, CodeInterpreter, PluginCaller, CommandLine, Reasoner\)/);
  await expect(open({ 'heddle.config.ts': config(`roles: ['./none']`) }, [])).rejects.toThrow(/No role is left to answer/);
});

test('a plugin that is edited while the session runs is the new one in its next round; one that breaks stays as it was', async () => {
  const go = [planned('CodeInterpreter', 'go'), coded('await say({})'), planned('User', 'said')];
  const { folder, session, warnings, events, drained } = await open(
    { 'heddle.config.ts': config(`plugins: ['./plugins'], watchPlugins: true`), 'plugins/say.ts': plugin('before') }, [...go, ...go, ...go],
  );
  await session.send('say');
  await writeFile(join(folder, 'plugins', 'say.ts'), plugin('after'));
  await writeFile(join(folder, 'plugins', 'more.ts'), plugin('x').replace("'say'", "'more'"));
  await writeFile(join(folder, 'plugins', 'bad.ts'), 'export const = 1;');
  await vi.waitFor(() => expect(warnings.join()).toContain('bad.ts'), { timeout: 20_000 });
  await session.send('say again');
  await drained();
  expect(events.flatMap((event) => (event.type === 'call-end' ? [event.result?.json] : []))).toEqual(['"before"', '"after"']);
  const changes = events.flatMap((event) => (event.type === 'plugin-change' ? [event.plugins.map(({ name }) => name).sort()] : []));
  expect(changes).toEqual([['more', 'say']]);
});

test('MCP servers of the project file are plugins, called by code and ended with the runtime', async () => {
  const server = fileURLToPath(new URL('../plugins/mcp/stdio-server.test.support.js', import.meta.url));
  const { session, events, drained, warnings } = await open(
    { 'heddle.config.json': JSON.stringify({ mcpServers: { sums: { command: process.execPath, args: [server], tools: ['add-numbers'], env: { SERVICE_TOKEN: 'mcp-secret-token' } }, gone: { command: 'no-such-program' } } }) },
    [planned('CodeInterpreter', 'add'), coded('(await sums.add_numbers({ a: 2, b: 3 })).sum'), planned('User', 'mcp-secret-token is 5')],
  );
  await session.send('2 and 3?');
  await drained();
  expect(events.find((event) => event.type === 'session-start')).toMatchObject({ plugins: [{ name: 'sums.add_numbers' }] });
  expect(events.find((event) => event.type === 'call-end')).toMatchObject({ status: 'ok', result: { json: '{"sum":5}' } });
  expect(warnings.join()).toMatch(/The MCP server "gone"/);
  expect(JSON.stringify(events)).not.toContain('mcp-secret-token');
});

test('a project that names an embedding has its plugins chosen by it, and each use is on record', async () => {
  const provider = await startLoopbackProvider((response, request) => {
    // The same server is asked which models it has.
    if (request.path !== '/v1/embeddings') return jsonAnswer(200, { object: 'list', data: [{ id: 'chat', object: 'model' }] })(response, request);
    const data = (request.body['input'] as string[]).map((text, index) => ({ index, embedding: [/rain|weather/i.test(text) ? 1 : 0, 1] }));
    jsonAnswer(200, { object: 'list', data, model: 'e', usage: { prompt_tokens: 1, total_tokens: 1 } })(response, request);
  });
  try {
    const folder = await mkdtemp(join(root, 'p-'));
    await writeFile(join(folder, 'heddle.config.ts'), config(`embedding: 'openai-compatible/e', limits: { maxPlugins: 1 }, plugins: ['./plugins'], roles: ['PluginCaller']`));
    await mkdir(join(folder, 'plugins'));
    await writeFile(join(folder, 'plugins', 'a.ts'), plugin('bread').replace("'say'", "'bake'"));
    await writeFile(join(folder, 'plugins', 'b.ts'), plugin('dry').replace("'say'", "'forecast'").replace('Says something.', 'Weather of a day.'));
    const project = await loadProject(folder, { env: {} });
    const { overrides } = await projectParts(project, { HEDDLE_MODEL_BASE_URL: provider.url });
    const model = createScriptedModel({ replies: ['ok'] });
    runtime = await createRuntime({ ...project.config, telemetry: { ...project.config.telemetry, heddle: false } }, { ...overrides, model, warn: () => {} });
    const session = await runtime.openSession();
    const events: HeddleEvent[] = [];
    const watching = session.subscribe({ name: 'test', handle: (event) => void events.push(event) });
    await session.send('Will there be rain?');
    await watching.drained();
    expect(model.calls[0]!.tools?.map(({ name }) => name)).toEqual(['forecast']);
    expect(events.find((event) => event.type === 'operation-start')).toMatchObject({ name: 'embed_texts', kind: 'embedding' });
  } finally {
    await provider.close();
  }
});
