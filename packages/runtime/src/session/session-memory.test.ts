import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { onlyThisRound } from '../memory/only-this-round.js';
import { definePlugin } from '../plugins/plugin.js';
import type { Role } from '../roles/role.js';
import { createPlanner } from '../roles/planner.js';
import { coded, planned, sessionsIn } from './open-session.test.support.js';

let sessions: Awaited<ReturnType<typeof sessionsIn>>;
let folder = '';
let folders = 0;
beforeAll(async () => void (sessions = await sessionsIn('memory')));
beforeEach(async () => {
  folder = join(sessions.dataDir, `memory-${++folders}`);
  await mkdir(join(folder, 'examples', 'sales'), { recursive: true });
  await mkdir(join(folder, 'experience', 'sales'), { recursive: true });
});
afterEach(async () => await sessions.closeRuntimes());
afterAll(async () => await sessions.close());

const memory = () => ({ examples: join(folder, 'examples'), experience: join(folder, 'experience') });
const write = (file: string, text: string) => writeFile(join(folder, file), text);
const answer = (message: string, more: object = {}) => planned('User', message, more);

const example = (message: string) => `
description: rain of a year
rounds:
  - posts:
      - { from: User, to: Planner, message: ${message} }
      - { from: Planner, to: CodeInterpreter, message: Load and sum up., plan: [load] }
      - { from: CodeInterpreter, to: Planner, message: 980 mm, code: "await weather.load({ year: 2012 })" }
      - { from: Planner, to: User, message: 980 mm of rain. }
`;

test('roles are shown example conversations in their own form, before the real one', async () => {
  await write('examples/rain.yaml', example('How much rain in 2012?'));
  await write('examples/broken.yaml', 'rounds: 7');
  const warnings: string[] = [];
  const { session, model, events, told } = await sessions.open([planned('CodeInterpreter', 'go'), coded('1'), answer('done')], { memory: memory() }, { warn: (text) => void warnings.push(text) });
  await session.send('And in 2013?');
  expect(told(0)).toMatch(/An example of how you work.*rain of a year[\s\S]*How much rain in 2012\?[\s\S]*Load and sum up[\s\S]*980 mm of rain[\s\S]*The examples end here[\s\S]*And in 2013\?/);
  expect(told(1)).toMatch(/Load and sum up[\s\S]*weather\.load[\s\S]*The examples end here/);
  expect(model.calls[1]!.messages.map(({ role }) => role)).toContain('assistant');
  expect(await events('memory-recall')).toMatchObject([{ examples: ['rain.yaml'], lessons: [], keys: [] }]);
  expect(warnings.join()).toMatch(/broken\.yaml is left out/);
});

test('lessons written by hand reach the prompts of requests they have to do with; those of sub-folders when the session chose them', async () => {
  await write('experience/units.yaml', 'title: rain by month\nlesson: Rain is given in tenths of a millimetre.\n');
  await write('experience/cooking.yaml', 'title: baking bread\nlesson: Let it rest.\n');
  await write('experience/sales/vat.yaml', 'title: rain insurance sales\nlesson: Sums are without tax.\n');
  await write('examples/sales/one.yaml', example('Which sales?'));
  const plain = await sessions.open([answer('ok')], { memory: memory() });
  await plain.session.send('Rain by month, please');
  expect(plain.told(0)).toContain('- rain by month: Rain is given in tenths of a millimetre.');
  expect(plain.told(0)).not.toMatch(/Let it rest|without tax|Which sales/);
  expect(await plain.events('memory-recall')).toMatchObject([{ lessons: ['units'], examples: [] }]);

  const sales = await sessions.open([answer('ok')], { memory: memory() }, {}, { topics: ['sales'] });
  await sales.session.send('Rain insurance by month');
  expect(sales.told(0)).toMatch(/tenths of a millimetre[\s\S]*Sums are without tax/);
  expect(sales.told(0)).toContain('Which sales?');
  await expect(sales.runtime.openSession({ topics: ['../secrets'] })).rejects.toThrow(/is no name of a sub-folder/);
});

test('a session teaches the next one', async () => {
  const first = await sessions.open(
    [answer('It was in tenths.'), JSON.stringify({ lessons: [{ title: 'how much rain fell', lesson: 'Divide the column rain by ten. The key is key-of-the-service.' }] })],
    { memory: memory() }, { secrets: ['key-of-the-service'] },
  );
  await first.session.send('How much rain fell?');
  const [lesson] = await first.session.learn();
  expect(lesson).toMatchObject({ title: 'how much rain fell', sessionId: first.session.id });
  expect(first.told(1)).toContain('It was in tenths.');
  expect(await first.events('memory-lesson')).toMatchObject([{ lessonId: lesson!.id, title: 'how much rain fell' }]);
  expect(await first.events('operation-start')).toMatchObject([{ name: 'learn_lessons', kind: 'memory' }]);

  const second = await sessions.open([answer('ok')], { memory: memory() });
  await second.session.send('How much rain fell in May?');
  expect(second.told(0)).toContain('Divide the column rain by ten. The key is [redacted].');
});

test('with memory.learn a session is learned from when it closes; what goes wrong there is said and closes it all the same', async () => {
  const config = { memory: { ...memory(), learn: true } };
  const taught = await sessions.open([answer('ok'), JSON.stringify({ lessons: [{ title: 'a', lesson: 'b' }] })], config);
  await taught.session.send('go');
  await taught.session.close();
  expect(await readdir(join(folder, 'experience'))).toContainEqual(expect.stringMatching(/^a-.*\.yaml$/));
  const warnings: string[] = [];
  const garbled = await sessions.open([answer('ok'), 'no', 'no', 'no'], config, { warn: (text) => void warnings.push(text) });
  await garbled.session.send('go');
  await garbled.session.close();
  expect(warnings.join()).toMatch(/Nothing was learned from session/);
  expect(await garbled.events('session-end')).toHaveLength(1);
});

test('what the Planner notes is seen by the other roles, for as long as its scope lasts', async () => {
  const notes = [{ key: 'table', value: 'rain2013' }, { key: 'mood', value: 'hurried', scope: 'round' }, { key: 'language', value: 'Danish', scope: 'app' }];
  const first = await sessions.open([planned('CodeInterpreter', 'go', { remember: notes }), coded('1'), answer('one'), answer('two')]);
  await first.session.send('first');
  expect(first.told(1)).toMatch(/- table \(Planner\): rain2013[\s\S]*- mood \(Planner\): hurried[\s\S]*- language \(Planner\): Danish/);
  await first.session.send('second');
  expect(first.told(3)).toMatch(/table[\s\S]*Danish/);
  expect(first.told(3)).not.toContain('hurried');
  expect(await first.events('memory-write')).toMatchObject([{ key: 'table', scope: 'session', by: 'Planner' }, { key: 'mood', scope: 'round' }, { key: 'language', scope: 'app' }]);
  await sessions.closeRuntimes();

  const resumed = await sessions.open([answer('three')], {}, {}, { resume: first.session.id });
  await resumed.session.send('third');
  expect(resumed.told(0)).toMatch(/- table \(Planner\): rain2013/);
  const other = await sessions.open([answer('hej')]);
  await other.session.send('hello');
  expect(other.told(0)).toContain('- language (Planner): Danish');
  expect(other.told(0)).not.toContain('rain2013');
});

test('what a failed round noted is forgotten; a role of your own can write notes and read them', async () => {
  const clerk: Role = {
    name: 'Clerk',
    description: 'counts',
    async reply(turn) {
      turn.memory.remember('count', turn.memory.entries.filter(({ key }) => key === 'count').length + 1);
      return { to: 'User', message: JSON.stringify(turn.memory.entries.map(({ key, value, by }) => [key, value, by])), ...(turn.incoming.message === 'fail' && { stopReason: 'not-done' as const }) };
    },
  };
  const { session } = await sessions.open([], {}, { roles: [clerk] });
  const app = ['language', 'Danish', 'Planner'];
  expect(JSON.parse((await session.send('fail')).reply)).toEqual([app, ['count', 1, 'Clerk']]);
  expect(JSON.parse((await session.send('again')).reply)).toEqual([app, ['count', 1, 'Clerk']]);
  expect(JSON.parse((await session.send('and again')).reply)).toEqual([app, ['count', 2, 'Clerk']]);
});

test('text for one round is in its prompts and not in those of the next', async () => {
  const reader: Role = { name: 'Reader', description: 'reads pages', reply: async () => ({ to: 'Planner', message: `Read it. ${onlyThisRound('A very long page.')}` }) };
  const { session, told } = await sessions.open([planned('Reader', 'read'), answer('read it'), answer('nothing left')], {}, { roles: [createPlanner(), reader] });
  await session.send('Read the page.');
  await session.send('What was on it?');
  expect(told(1)).toContain('A very long page.');
  expect(told(2)).not.toContain('A very long page.');
  expect(told(2)).toContain('[text of an earlier request left out]');
});

test('plugins read the variables that the user of a session sets', async () => {
  const zone = definePlugin({ name: 'zone.get', description: 'The time zone.', input: z.object({}), run: (_, { variables }) => variables.get('zone') ?? 'none' });
  const round = [planned('CodeInterpreter', 'go'), coded('await zone.get({})'), answer('done')];
  const { session, events } = await sessions.open([...round, ...round], {}, { plugins: [zone] }, { variables: { zone: 'UTC' } });
  await session.send('one');
  session.variables.set('zone', 'Europe/Copenhagen');
  await session.send('two');
  expect((await events('call-end')).map(({ result }) => result?.json)).toEqual(['"UTC"', '"Europe/Copenhagen"']);
});
