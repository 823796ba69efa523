import type { SpanRecord } from '@heddle/model';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { heddle, liveHeddle } from './heddle-process.test.support.js';
import { createTestFolders, type TestFolders } from './test-folders.test.support.js';

let folders: TestFolders;

beforeAll(async () => void (folders = await createTestFolders()));
afterAll(async () => await folders.remove());

const CALL = {
  traceId: '1'.repeat(32), spanId: '1'.repeat(16), name: 'chat', startTimeUnixNano: '1790000000000000000', endTimeUnixNano: '1790000001500000000',
  attributes: [
    { key: 'gen_ai.operation.name', value: { stringValue: 'chat' } },
    { key: 'gen_ai.request.model', value: { stringValue: 'house-7b' } },
    { key: 'gen_ai.usage.input_tokens', value: { intValue: '1000000' } },
  ],
};

const pricesOf = (model: string, inputUsdPerMillion: number) => JSON.stringify([{ model, inputUsdPerMillion, outputUsdPerMillion: 0 }]);

test('prices are those of the file, and of another once spans are normalised again: by the server, then without one', { timeout: 120_000 }, async () => {
  const cwd = await folders.make({ 'prices.json': pricesOf('house-*', 2), 'heddle.config.json': '{ "prices": [] }' });
  const up = liveHeddle(['up', '--port', '0', '--prices', 'prices.json'], { cwd });
  const url = (await up.until(/Heddle is at (http:\S+)/))[1]!;
  const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [CALL] }] }] });
  expect((await fetch(`${url}/v1/traces`, { method: 'POST', body, headers: { 'content-type': 'application/json' } })).status).toBe(200);
  const span = async () => ((await (await fetch(`${url}/api/spans`)).json()) as { spans: readonly SpanRecord[] }).spans[0];
  expect(await span()).toMatchObject({ reportedCostUsd: null, computedCostUsd: 2, priceTable: expect.stringMatching(/^own-/) as string });
  const asked = await heddle(['normalise', '--again', '--project', 'default', '--json'], { cwd });
  expect(JSON.parse(asked.stdout)).toEqual({ spans: 1, changed: 0, traces: 1, failed: 0, failures: [], stopped: false });
  expect((await up.stop()).code).toBe(0);

  await writeFile(join(cwd, 'heddle.config.json'), `{ "prices": ${pricesOf('house-7b', 5)} }`);
  expect(await heddle(['normalise', '--again'], { cwd })).toMatchObject({ code: 0, stdout: '1 span read again, 1 changed, 1 trace resolved.\n' });
});

test('heddle normalise says what it needs', async () => {
  expect(await heddle(['normalise'], { cwd: folders.root })).toMatchObject({ code: 2, stderr: expect.stringContaining("required option '--again'") as string });
  const up = await heddle(['up', '--prices', 'nowhere.json'], { cwd: folders.root });
  expect([up.code, up.stderr]).toEqual([1, expect.stringMatching(/^heddle: The prices in nowhere\.json cannot be read: .*\n$/)]);
});
