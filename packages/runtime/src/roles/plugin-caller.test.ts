import { processPlace } from '@heddle/kernel';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { definePlugin } from '../plugins/plugin.js';
import { planned, sessionsIn } from '../session/open-session.test.support.js';
import { createPlanner } from './planner.js';
import { createPluginCaller } from './plugin-caller.js';

let sessions: Awaited<ReturnType<typeof sessionsIn>>;
beforeAll(async () => void (sessions = await sessionsIn('plugin-caller')));
afterEach(async () => await sessions.closeRuntimes());
afterAll(async () => await sessions.close());

let running = 0;
let mostAtOnce = 0;
const load = definePlugin({
  name: 'sales.load',
  description: 'Sales of a year.',
  input: z.object({ year: z.number() }),
  async run({ year }, { log }) {
    mostAtOnce = Math.max(mostAtOnce, ++running);
    await new Promise((resolve) => setImmediate(resolve));
    running--;
    log('info', `loaded ${year}`);
    if (year < 2000) throw new RangeError(`nothing of ${year}`);
    return { year, total: year - 2000 };
  },
});
const call = (year: unknown) => ({ name: 'sales-load', arguments: { year } as { year: number } });
const roles = [createPluginCaller()];

test('the model calls functions, is told what they gave, and answers; each call is recorded like one from a cell', async () => {
  const { session, model, events, told } = await sessions.open([{ text: 'Both at once.', toolCalls: [call(2013), call(2014)] }, 'It rose from 13 to 14.'], {}, { roles, plugins: [load] });
  expect(await session.send('How did sales develop?')).toMatchObject({ state: 'finished', stopReason: 'done', reply: 'It rose from 13 to 14.' });

  expect(model.calls[0]).toMatchObject({ tools: [{ type: 'function', name: 'sales-load', description: 'Sales of a year.', parameters: { type: 'object' } }], toolChoice: 'auto' });
  expect(mostAtOnce).toBe(2);
  expect(model.calls[1]!.messages.slice(-2)).toMatchObject([
    { role: 'assistant', parts: [{ type: 'text', content: 'Both at once.' }, { type: 'tool_call', id: 'call_1' }, { type: 'tool_call', id: 'call_2' }] },
    { role: 'tool', parts: [{ type: 'tool_call_response', id: 'call_1', response: { year: 2013, total: 13 } }, { id: 'call_2', response: { total: 14 } }] },
  ]);
  expect(told(0)).toContain('How did sales develop?');

  const [post] = await events('post-start');
  const [first, second] = await events('call-start');
  expect(first).toMatchObject({ plugin: 'sales.load', origin: 'model', toolCallId: 'call_1', callSequence: 1, parentSpanId: post!.spanId, postId: post!.postId, pluginHash: load.hash, arguments: { json: '{"year":2013}' } });
  expect(first).not.toHaveProperty('cellId');
  expect(second).toMatchObject({ toolCallId: 'call_2', callSequence: 2 });
  expect(await events('call-end')).toMatchObject([{ status: 'ok', result: { json: '{"year":2013,"total":13}' } }, { status: 'ok' }]);
  expect(await events('call-log')).toMatchObject([{ message: 'loaded 2013' }, { message: 'loaded 2014' }]);
  expect((await events('model-call-request')).map(({ purpose, tools }) => [purpose, tools?.length])).toEqual([['call', 1], ['continue', 1]]);
  expect((await events('model-call-end'))[0]).toMatchObject({ finishReasons: ['tool_call'], output: { parts: [{}, { type: 'tool_call', name: 'sales-load' }, {}] } });
});

test('arguments that do not fit, functions that do not exist and plugins that throw are told to the model, which goes on', async () => {
  const { session, model, events } = await sessions.open(
    [{ toolCalls: [call('2013'), { name: 'sales-load', arguments: 'year 2013' }, { name: 'no-such', arguments: {} }, call(1999)] }, 'None of it worked.'],
    {}, { roles, plugins: [load] },
  );
  expect((await session.send('go')).reply).toBe('None of it worked.');
  expect(model.calls[1]!.messages.at(-1)!.parts).toMatchObject([
    { response: { error: { type: 'InvalidArguments', message: expect.stringContaining('year') } } },
    { response: { error: { type: 'InvalidArguments', message: 'The arguments are not a JSON object. Write one.' } } },
    { response: { error: { type: 'UnknownPlugin' } } },
    { response: { error: { type: 'RangeError', message: 'nothing of 1999' } } },
  ]);
  expect((await events('call-end')).map(({ status }) => status).sort()).toEqual(['error', 'refused', 'refused', 'refused']);
});

test('policy holds as for code: limits, refusals, permissions, secrets', async () => {
  const { session, model, events } = await sessions.open(
    [{ toolCalls: [call(2001), call(2002), call(2003)] }, 'done'],
    { policy: { approve: { 'sales.*': 'It is business data.' }, perCell: { calls: 2 } } },
    {
      roles, plugins: [load], secrets: ['top-secret-2001'],
      approvals: { ask: async ({ arguments: given }) => ({ decision: given.json.includes('2001') ? 'denied' : 'approved', by: 'the test', note: 'top-secret-2001' }) },
    },
  );
  await session.send('go');
  const [first, second, third] = await events('call-end');
  expect([first, second, third].map((end) => [end?.status, end?.approval?.decision])).toEqual(expect.arrayContaining([['refused', 'denied'], ['ok', 'approved'], ['refused', undefined]]));
  expect(await events('budget-exceeded')).toMatchObject([{ limit: 'calls of the cell' }]);
  expect(JSON.stringify(await events('approval-decision'))).not.toContain('top-secret-2001');
  expect(JSON.stringify(model.calls[1]!.messages.at(-1))).toMatch(/did not allow the call of sales.load/);
});

test('steps are limited: the last request forbids calls, and what there is becomes the answer', async () => {
  const { session, model } = await sessions.open([{ toolCalls: [call(2001)] }, { toolCalls: [call(2002)] }, 'So far: 1 and 2.'], {}, { roles: [createPluginCaller({ maxSteps: 2 })], plugins: [load] });
  expect((await session.send('on and on')).reply).toBe('So far: 1 and 2.');
  expect(model.calls.map(({ toolChoice }) => toolChoice)).toEqual(['auto', 'auto', 'none']);
});

test('cancelling ends a call that runs, and the session lives on', async () => {
  const cancel = new AbortController();
  const hangs = definePlugin({ name: 'hang', description: 'Hangs.', input: z.object({}), run: () => new Promise<never>(() => cancel.abort()) });
  const { session, events } = await sessions.open([{ toolCalls: [{ name: 'hang', arguments: {} }] }, 'back'], {}, { roles, plugins: [hangs] });
  expect(await session.send('hang', { signal: cancel.signal })).toMatchObject({ state: 'cancelled', reply: 'The round was cancelled before there was an answer.' });
  expect(await events('call-end')).toMatchObject([{ status: 'cancelled' }]);
  expect((await session.send('again')).reply).toBe('back');
});

test('a Planner delegates to it, and a result that is too long for a prompt is shortened in its middle', async () => {
  const wide = definePlugin({ name: 'wide', description: 'Much.', input: z.object({}), run: () => 'x'.repeat(100_000) });
  const { session, model } = await sessions.open(
    [planned('PluginCaller', 'Get it.'), { toolCalls: [{ name: 'wide', arguments: {} }] }, 'It is long.', planned('User', 'Long it is.')],
    {}, { roles: [createPlanner(), createPluginCaller()], plugins: [wide], place: processPlace },
  );
  expect((await session.send('get')).reply).toBe('Long it is.');
  const [part] = model.calls[2]!.messages.at(-1)!.parts;
  expect(JSON.stringify(part).length).toBeLessThan(13_000);
  expect(JSON.stringify(part)).toContain('characters left out');
});
