import type { PluginError } from '@heddle/model';
import { systemClock } from '@heddle/sdk';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createScriptedModel } from '../models/scripted-model.js';
import { createModelCaller } from '../session/model-caller.js';
import { withExampleContext, type ExampleTrail } from './example-context.js';
import { openPlugins, pluginSecretValues, type OpenPluginsOptions } from './open-plugins.js';
import { definePlugin, type Plugin } from './plugin.js';

/** Opens plugins for a session and gives a way to call them. */
function openSession(plugins: readonly Plugin[], options: Partial<OpenPluginsOptions> = {}) {
  const errors: PluginError[] = [];
  const session = openPlugins(plugins, { sessionId: 'ses_1', report: (error) => void errors.push(error), readSecret: () => undefined, ...options });
  let trail: ExampleTrail | undefined;
  const call = (name: string, input = {}) =>
    withExampleContext({ sessionId: 'ses_1', signal: new AbortController().signal, call: async () => null }, async (context, own) => {
      trail = own;
      return await session.plugins.find((plugin) => plugin.name === name)!.call(input, context);
    });
  return { session, errors, call, trail: () => trail! };
}

const greet = definePlugin({
  name: 'greet',
  description: 'Greets.',
  input: z.object({}),
  config: z.object({ word: z.string(), times: z.number().default(1) }),
  configValues: { word: 'Hello' },
  run: (_, { config }) => Array.from({ length: config.times }, () => config.word).join(' '),
});

test('configuration from outside goes over the values of the definition and over defaults', async () => {
  expect(await openSession([greet]).call('greet')).toBe('Hello');
  expect(await openSession([greet], { config: { greet: { word: 'Hi', times: 2 } } }).call('greet')).toBe('Hi Hi');
});

test('a plugin whose configuration does not fit is reported and left out', () => {
  const { session, errors } = openSession([greet, counter([])], { config: { greet: { times: 'two' }, count: { a: 1 } } });
  expect(session.plugins).toEqual([]);
  expect(errors).toEqual([
    { type: 'plugin-error', plugin: 'greet', message: 'The configuration of plugin "greet" cannot be used. times: Invalid input: expected number, received string.' },
    { type: 'plugin-error', plugin: 'count', message: 'Plugin "count" has nothing to configure, but was given a. Remove that from the configuration.' },
  ]);
});

/** Counts its calls in a session; notes what was made and put away. */
function counter(notes: string[]): Plugin {
  return definePlugin({
    name: 'count',
    description: 'Counts.',
    input: z.object({}),
    create({ sessionId }) {
      notes.push(`made for ${sessionId}`);
      return { calls: 0 };
    },
    dispose: (state) => void notes.push(`put away after ${state.calls}`),
    run: (_, { state }) => ++state.calls,
  });
}

test('state is made once per session by its first call, and put away when the session closes', async () => {
  const notes: string[] = [];
  const plugin = counter(notes);
  const first = openSession([plugin]);
  const second = openSession([plugin], { sessionId: 'ses_2' });
  expect(await Promise.all([first.call('count'), first.call('count')])).toEqual([1, 2]);
  expect(notes).toEqual(['made for ses_1']);
  await first.session.close();
  await second.session.close();
  expect(notes).toEqual(['made for ses_1', 'put away after 2']);
});

test('a state that could not be made is tried again by the next call', async () => {
  let tries = 0;
  const { call } = openSession([
    definePlugin({
      name: 'query',
      description: 'Asks a database.',
      input: z.object({}),
      async create() {
        if (++tries === 1) throw new Error('The database is down.');
        return 'connection';
      },
      run: (_, { state }) => state,
    }),
  ]);
  await expect(call('query')).rejects.toThrow('The database is down.');
  expect(await call('query')).toBe('connection');
});

test('state that cannot be put away is reported and does not hold up the close', async () => {
  const { session, errors, call } = openSession(
    [definePlugin({ name: 'stuck', description: 'Hangs.', input: z.object({}), create: () => 1, dispose: () => new Promise<void>(() => {}), run: () => 1 })],
    { closeTimeoutMs: 1 },
  );
  await call('stuck');
  await session.close();
  expect(errors).toMatchObject([{ plugin: 'stuck', message: expect.stringContaining('longer than 1 ms') }]);
});

const login = definePlugin({
  name: 'login',
  description: 'Logs in.',
  input: z.object({ as: z.string().default('DB_PASSWORD') }),
  secrets: ['DB_PASSWORD'],
  run: ({ as }, { secret }) => secret(as as 'DB_PASSWORD').length,
});

test('a plugin reads the secrets it names and no others', async () => {
  const environment: Record<string, string> = { DB_PASSWORD: 'hunter22', OPENAI_API_KEY: 'sk-other' };
  const readSecret = (name: string) => environment[name];
  const { call } = openSession([login], { readSecret });
  expect(await call('login', { as: 'DB_PASSWORD' })).toBe(8);
  await expect(call('login', { as: 'OPENAI_API_KEY' })).rejects.toThrow(/without naming it/);
  expect(pluginSecretValues([login], readSecret)).toEqual(['hunter22']);
});

test('a secret that is not set is asked for by name', async () => {
  await expect(openSession([login]).call('login', { as: 'DB_PASSWORD' })).rejects.toThrow('Set the environment variable DB_PASSWORD.');
});

test('session variables are shared by the plugins of a session', async () => {
  const set = definePlugin({ name: 'set', description: 'Sets.', input: z.object({}), run: (_, { variables }) => variables.set('__proto__', { zone: 'UTC' }) as never });
  const get = definePlugin({ name: 'get', description: 'Gets.', input: z.object({}), run: (_, { variables }) => variables.get('__proto__') ?? null });
  const { call, session } = openSession([set, get]);
  await call('set');
  expect(await call('get')).toEqual({ zone: 'UTC' });
  expect(session.variables.entries()).toEqual([['__proto__', { zone: 'UTC' }]]);
});

const ask = definePlugin({
  name: 'ask',
  description: 'Asks a model.',
  input: z.object({}),
  costUsd: 0.25,
  run: async (_, { model, spend }) => {
    spend(0.5);
    return (await model('Say yes.')).text;
  },
});

test('a plugin asks the session\'s model, and its costs are booked', async () => {
  const scripted = createScriptedModel({ replies: ['yes'] });
  const { call, trail } = openSession([ask], { model: createModelCaller({ model: scripted, clock: systemClock }) });
  expect(await call('ask')).toBe('yes');
  expect(scripted.calls[0]?.messages).toEqual([{ role: 'user', parts: [{ type: 'text', content: 'Say yes.' }] }]);
  expect(trail().costUsd).toBe(0.75);
});

test('without a model a plugin that asks one says so', async () => {
  await expect(openSession([ask]).call('ask')).rejects.toThrow(/asked a model, and there is none/);
});

test('a changed set keeps what is the same open with its state', async () => {
  const notes: string[] = [];
  const plugin = counter(notes);
  const { call, session } = openSession([plugin, greet]);
  await call('count');
  expect((await session.replace([plugin])).map(({ name }) => name)).toEqual(['count']);
  expect(await call('count')).toBe(2);
  await session.replace([]);
  expect(notes).toEqual(['made for ses_1', 'put away after 2']);
});

const named = (name: string) => definePlugin({ name, description: 'x', input: z.object({}), run: () => 1 });

test('of names that cannot stand side by side the first is used', () => {
  const { session, errors } = openSession(['load', 'load.days', 'save.all', 'save', 'load', 'loader'].map(named));
  expect(session.plugins.map(({ name }) => name)).toEqual(['load', 'save.all', 'loader']);
  expect(errors.map(({ plugin }) => plugin)).toEqual(['load.days', 'save', 'load']);
});

const pay = (requiresApproval: boolean | string) => definePlugin({ name: 'pay', description: 'Pays.', input: z.object({}), requiresApproval, run: () => 1 });

test('approval has a reason, also when none was given', () => {
  expect(pay('Money leaves the account.').requiresApproval).toBe('Money leaves the account.');
  expect(pay(true).requiresApproval).toBe('pay asks for approval of each call.');
  expect(pay(false).requiresApproval).toBeUndefined();
});
