import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { planProject } from '../../project/plan-project.js';
import { planned, sessionsIn } from '../../session/open-session.test.support.js';
import { createPlanner } from '../planner.js';
import { loadRoles } from '../load-roles.js';
import project from './project-with-roles.js';

const source = fileURLToPath(new URL('../../../src/roles/examples/', import.meta.url));
let sessions: Awaited<ReturnType<typeof sessionsIn>>;
beforeAll(async () => void (sessions = await sessionsIn('role-examples')));
afterAll(async () => await sessions.close());

test('every example of the document is a file that these tests run', async () => {
  const names = (await readdir(source, { recursive: true })).filter((name) => name.endsWith('.ts') && !name.includes('.test.'));
  const files = await Promise.all(names.map(async (name) => (await readFile(join(source, name), 'utf8')).trim()));
  const document = await readFile(new URL('../../../../../docs/roles.md', import.meta.url), 'utf8');
  expect([...document.matchAll(/^```ts\n(.*?)\n```$/gms)].map((match) => match[1]!).toSorted()).toEqual(files.toSorted());
});

test('the project file can be used', () => {
  expect(planProject({ directory: '/project', content: project, env: {} }).roles).toEqual(['Planner', 'CodeInterpreter', 'PluginCaller', '/project/roles']);
});

test('the translator translates, and its model call is on record', async () => {
  const { roles, errors } = await loadRoles(join(source, 'roles'));
  expect(errors).toEqual([]);
  const { session, events, told } = await sessions.open([planned('Translator', 'Regn.'), 'Rain.', planned('User', 'It says: rain.')], {}, { roles: [createPlanner(), ...roles] });
  expect((await session.send('What does "Regn" mean?')).reply).toBe('It says: rain.');
  expect(told(1)).toBe('Translate into English:\nRegn.');
  expect((await events('model-call-request')).map(({ purpose }) => purpose)).toEqual(['plan', 'translate', 'plan']);
});
