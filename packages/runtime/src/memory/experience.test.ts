import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createExperienceStore, type ExperienceStore } from './experience.js';
import type { Embed } from './rank-by-relevance.js';

let root = '';
let folder = '';
let experience: ExperienceStore;
beforeAll(async () => void (root = await mkdtemp(join(tmpdir(), 'heddle-experience-'))));
beforeEach(async () => {
  folder = join(await mkdtemp(join(root, 'one-')), 'experience');
  experience = createExperienceStore(folder);
});
afterAll(async () => await rm(root, { recursive: true, force: true }));

const rain = { title: 'Monthly rain in Seattle', lesson: 'The column is precipitation, in millimetres.', sessionId: 'ses_1', savedAt: '2026-11-20T10:00:00.000Z' };
const sales = { title: 'Sales per region', lesson: 'Ask which currency: the table mixes two.' };

test('a lesson is saved as a file that people can read, once', async () => {
  const saved = await experience.save(rain);
  await experience.save(rain);
  expect(saved).toEqual({ id: expect.stringMatching(/^monthly-rain-in-seattle-[0-9a-f]{8}$/), ...rain });
  expect(await readdir(folder)).toEqual([`${saved.id}.yaml`]);
  expect(await readFile(join(folder, `${saved.id}.yaml`), 'utf8')).toBe(`title: Monthly rain in Seattle
lesson: The column is precipitation, in millimetres.
sessionId: ses_1
savedAt: 2026-11-20T10:00:00.000Z
`);
  expect(await experience.list()).toEqual({ lessons: [saved], errors: [] });
});

test('lessons written by hand are read, and files that cannot be used are named', async () => {
  await experience.save(sales);
  await writeFile(join(folder, 'my-tip.yaml'), 'title: Dates\nlesson: They are in UTC.\n');
  await writeFile(join(folder, 'broken.yaml'), 'title: Dates\n');
  const { lessons, errors } = await experience.list();
  expect(lessons.map(({ title }) => title)).toEqual(['Dates', 'Sales per region']);
  expect(errors).toEqual([{ file: 'broken.yaml', message: 'lesson: Invalid input: expected string, received undefined' }]);
});

const embed: Embed = async (texts) => texts.map((text) => (/rain|wet/.test(text) ? [1, 0] : [0.1, 1]));

test('those that have to do with a request are given, best first', async () => {
  await experience.save(rain);
  await experience.save(sales);
  const titles = async (query: string, options = {}) => (await experience.select(query, options)).map(({ title }) => title);
  expect(await titles('How much rain was there per month?')).toEqual(['Monthly rain in Seattle']);
  expect(await titles('rain and sales per region', { limit: 1 })).toEqual(['Sales per region']);
  expect(await titles('write a poem')).toEqual([]);
  expect(await titles('was it wet', { embed })).toEqual(['Monthly rain in Seattle']);
  expect(await titles('was it wet', { embed, threshold: 0.01 })).toEqual(['Monthly rain in Seattle', 'Sales per region']);
});

test('a lesson is removed by its id, and only a lesson', async () => {
  const { id } = await experience.save(rain);
  expect(await experience.remove('../../etc/passwd')).toBe(false);
  expect(await experience.remove(id)).toBe(true);
  expect(await experience.remove(id)).toBe(false);
  expect(await experience.list()).toEqual({ lessons: [], errors: [] });
});
