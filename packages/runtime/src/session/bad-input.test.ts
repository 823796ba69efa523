import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { ModelError } from '../models/model-error.js';
import { definePlugin } from '../plugins/plugin.js';
import { coded, planned, sessionsIn } from './open-session.test.support.js';
import type { UserFile } from './session.js';

// Whatever comes in, the round ends in a stated way, what happened up to there is on record, and the session lives on.

let sessions: Awaited<ReturnType<typeof sessionsIn>>;
beforeAll(async () => void (sessions = await sessionsIn('bad-input')));
afterEach(async () => await sessions.closeRuntimes());
afterAll(async () => await sessions.close());

const away = () => {
  throw new ModelError('MODEL_UNAVAILABLE', 'The provider is down.', { retryable: true });
};
const refused = () => {
  throw new ModelError('MODEL_AUTH', 'The key was refused.', { retryable: false, status: 401 });
};

test('a provider that stays away is asked four times; each try is on record, and the next message is answered', async () => {
  const { session, events } = await sessions.open([away, away, away, away, planned('User', 'Here again.')]);
  expect(await session.send('hi')).toMatchObject({ state: 'failed', reason: 'The provider is down.' });
  expect((await events('model-call-error')).map(({ willRetry }) => willRetry)).toEqual([true, true, true, false]);
  expect(await events('round-end')).toMatchObject([{ state: 'failed', error: { type: 'ModelError', message: 'The provider is down.' } }]);
  expect(await session.send('hi')).toMatchObject({ state: 'finished', reply: 'Here again.' });
});

test('an error that no second try can mend ends the round at once', async () => {
  const { session, events } = await sessions.open([refused, planned('User', 'With a new key.')]);
  expect(await session.send('hi')).toMatchObject({ state: 'failed', reason: 'The key was refused.' });
  expect(await events('model-call-error')).toMatchObject([{ willRetry: false }]);
  expect(await session.send('hi')).toMatchObject({ state: 'finished' });
});

test('a provider that fails half-way through a round: what was found out until then is delivered', async () => {
  const { session } = await sessions.open([planned('CodeInterpreter', 'go'), coded('"partial work"'), refused, planned('User', 'on')]);
  const failed = await session.send('go');
  expect(failed).toMatchObject({ state: 'failed', reason: 'The key was refused.' });
  expect(failed.reply).toMatch(/What was found out before the round ended:[\s\S]*partial work/);
  expect(await session.send('and now')).toMatchObject({ state: 'finished', reply: 'on' });
});

test.each([
  ['nothing', ''],
  ['chatter', 'Sure! Let me think about that for you.'],
  ['a broken object', '{"to": "User", "message": '],
  ['a list of lists', '[[[[[[[['],
  ['a prototype', '{"__proto__": {"to": "User", "message": "gotcha"}}'],
  ['a megabyte', 'x'.repeat(1_000_000)],
])('a model that answers with %s again and again: the round fails, and says what it was', async (_, garbage) => {
  const { session, told } = await sessions.open([garbage, garbage, garbage, planned('User', 'Better.')]);
  const failed = await session.send('hi');
  expect(failed).toMatchObject({ state: 'failed', reply: '' });
  expect(failed.reason).toMatch(/no readable reply in 3 tries/);
  // What is sent back for correction is bounded, however much was said.
  expect(told(2).length).toBeLessThan(60_000);
  expect(await session.send('hi')).toMatchObject({ state: 'finished', reply: 'Better.' });
});

const nothing = z.object({});
const throwsText = definePlugin({ name: 'bad.text', description: 'Throws what is no error.', input: nothing, run: () => { throw 'just words'; } });
const throwsLate = definePlugin({ name: 'bad.late', description: 'Fails after a while.', input: nothing, run: async () => await Promise.reject(new TypeError('late')) });
const hangs = definePlugin({ name: 'bad.hangs', description: 'Never returns.', input: nothing, run: async () => await new Promise<null>(() => {}) });
const huge = definePlugin({ name: 'bad.huge', description: 'Gives a lot.', input: nothing, run: () => 'rain '.repeat(1_000_000) });
const plugins = [throwsText, throwsLate, hangs, huge];

test.each([
  ['bad.text', 'error', /just words/],
  ['bad.late', 'error', /late/],
])('%s: the call ends as %s, the code hears of it, and the model corrects itself', async (name, status, message) => {
  const { session, events, told } = await sessions.open([planned('CodeInterpreter', 'go'), coded(`await ${name}({})`), coded('"without it"'), planned('User', 'done')], {}, { plugins });
  expect(await session.send('go')).toMatchObject({ state: 'finished', reply: 'done' });
  expect((await events('call-end')).map((end) => [end.status, message.test(end.error?.message ?? '')])).toEqual([[status, true]]);
  expect((await events('cell-end')).map((end) => end.status)).toEqual(['error', 'ok']);
  expect(told(2)).toMatch(/The code was run and failed/);
});

test('a plugin that never returns is given up with its cell, and the next cell has the variables', async () => {
  const replies = [planned('CodeInterpreter', 'go'), coded('const kept = 7;\nawait bad.hangs({})'), coded('kept'), planned('User', 'seven')];
  const { session, events } = await sessions.open(replies, { kernel: { cellTimeoutMs: 1_500 } }, { plugins });
  expect(await session.send('go')).toMatchObject({ state: 'finished', reply: 'seven' });
  expect((await events('cell-end')).map((end) => end.status)).toEqual(['timeout', 'ok']);
  expect((await events('call-end')).map((end) => end.status)).toEqual(['timeout']);
  expect((await events('cell-end'))[1]?.value).toMatchObject({ 'text/plain': '7' });
});

test('a huge result is whole in the code and bounded in events and prompts', async () => {
  const replies = [planned('CodeInterpreter', 'go'), coded('const all = await bad.huge({});\nconsole.log(all);\nconsole.log(all.length);\nall'), planned('User', 'long')];
  const { session, events, told } = await sessions.open(replies, {}, { plugins });
  expect(await session.send('go')).toMatchObject({ state: 'finished' });
  const [call] = await events('call-end');
  expect(call!.result).toMatchObject({ truncated: true, sizeBytes: 5_000_002 });
  expect(call!.result!.json.length).toBeLessThan(20_000);
  expect(JSON.stringify(await events('cell-end')).length).toBeLessThan(2_000_000);
  expect(told(2)).toMatch(/characters left out/);
  expect(told(2).length).toBeLessThan(30_000);
});

const csv = (name: string, bytes: Uint8Array): UserFile => ({ name, mimeType: 'text/csv', bytes });

test('a file that cannot be kept fails the round before anybody is asked, by name', async () => {
  const { session, events, model } = await sessions.open([planned('User', 'Without it, then.')]);
  const failed = await session.send('Read it.', { files: [csv('good.csv', Buffer.from('a')), csv(`${'x'.repeat(400)}.csv`, Buffer.from('b'))] });
  expect(failed).toMatchObject({ state: 'failed', reason: expect.stringMatching(/^The file "x{100}" could not be kept \(.*\)\. Send the message again/) as string });
  expect(model.calls).toEqual([]);
  expect(await events('round-start')).toMatchObject([{ query: 'Read it.', files: [{ name: 'good.csv' }] }]);
  expect(await events('round-end')).toMatchObject([{ state: 'failed', error: { type: 'RuntimeError' } }]);
  expect(await session.send('Read it.')).toMatchObject({ state: 'finished' });
});

test('a file that is not what its name says is the code\'s to find out, and the model\'s to tell', async () => {
  const bytes = Uint8Array.from({ length: 4_096 }, (_, index) => (index * 37) % 256);
  const read = coded("const { readFileSync } = await import('node:fs');\nJSON.parse(readFileSync('sales.csv', 'utf8'))");
  const { session, events } = await sessions.open([planned('CodeInterpreter', 'read'), read, read, read, planned('User', 'It is no table.')]);
  expect(await session.send('Sum it.', { files: [csv('sales.csv', bytes)] })).toMatchObject({ state: 'finished', reply: 'It is no table.' });
  expect((await events('cell-end')).map((end) => [end.status, end.error?.type])).toEqual([1, 2, 3].map(() => ['error', 'SyntaxError']));
});

test('a plugin whose settings do not fit is left out and said; the rest of the session works', async () => {
  const configured = definePlugin({ name: 'needs.limit', description: 'Needs a setting.', input: nothing, config: z.object({ limit: z.number() }), run: () => 1 });
  const replies = [planned('CodeInterpreter', 'go'), coded('await fine({})'), planned('User', 'ok')];
  const fine = definePlugin({ name: 'fine', description: 'Works.', input: nothing, run: () => 'fine' });
  const { session, events } = await sessions.open(replies, { pluginSettings: { 'needs.limit': { limit: 'many' } } }, { plugins: [configured, fine] });
  expect(await session.send('go')).toMatchObject({ state: 'finished' });
  expect(await events('plugin-error')).toMatchObject([{ plugin: 'needs.limit', message: expect.stringContaining('limit') as string }]);
  expect(await events('cell-end')).toMatchObject([{ status: 'ok' }]);
});

test('a wrong configuration starts nothing, and every problem is named', async () => {
  await expect(sessions.open([], { limits: { maxHops: 0 }, kernel: { langage: 'python' } } as object)).rejects.toMatchObject({
    code: 'BAD_CONFIG', message: expect.stringMatching(/(?=.*limits\.maxHops)(?=.*did you mean kernel\.language\?)/) as string,
  });
});
