import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { planProject } from './plan-project.js';
import { readPrices } from './read-prices.js';

let file: string;
beforeAll(async () => void (file = join(await mkdtemp(join(tmpdir(), 'heddle-prices-')), 'prices.json')));
afterAll(async () => await rm(join(file, '..'), { recursive: true }));

const PRICE = { model: 'llama*', inputUsdPerMillion: 0, outputUsdPerMillion: 0.5 };

async function problemOf(text: string): Promise<string> {
  await writeFile(file, text);
  return await readPrices(file).then(() => '', (error: Error) => error.message);
}

test('a file holds what the project file may hold', async () => {
  await writeFile(file, JSON.stringify([PRICE]));
  expect(await readPrices(file)).toEqual([PRICE]);
  expect(planProject({ directory: '/project', content: { prices: [PRICE] }, env: {} }).config.prices).toEqual([PRICE]);
});

test('what is wrong is named, in a file of prices and in the project file', async () => {
  const slip = { model: 'llama3', inputUsdPerMilion: 0, outputUsdPerMillion: -1 };
  const problems = ['0.inputUsdPerMillion is missing: expected number', '0.outputUsdPerMillion is -1: ', '0.inputUsdPerMilion is not a setting; did you mean 0.inputUsdPerMillion?'];
  const ofFile = await problemOf(JSON.stringify([slip]));
  for (const problem of problems) expect(ofFile).toContain(problem);
  const ofProject = (() => {
    try {
      planProject({ directory: '/project', content: { prices: [slip] }, env: {} });
    } catch (error) {
      return (error as Error).message;
    }
    return '';
  })();
  for (const problem of problems) expect(ofProject).toContain(`prices.${problem.replace('mean 0', 'mean prices.0')}`);
});

test.each([
  ['{', 'cannot be read'],
  ['{}', 'the file is an object: expected array'],
])('a file with %s is refused', async (text, sentence) => {
  expect(await problemOf(text)).toContain(sentence);
});

test('a file that is not there is named', async () => {
  await expect(readPrices(join(file, '../nowhere.json'))).rejects.toMatchObject({ code: 'BAD_CONFIG', message: expect.stringContaining('nowhere.json') });
});
