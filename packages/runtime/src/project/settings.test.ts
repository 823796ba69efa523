import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { SETTINGS, keysAt } from './settings.js';

test('every setting has a variable named after its place, two keep their older names', () => {
  const variables = Object.fromEntries(SETTINGS.map(({ path, variable }) => [path.join('.'), variable]));
  expect(variables).toMatchObject({
    app: 'HEDDLE_APP',
    dataDir: 'HEDDLE_DATA_DIR',
    'kernel.cellTimeoutMs': 'HEDDLE_KERNEL_CELL_TIMEOUT_MS',
    'limits.maxHops': 'HEDDLE_LIMITS_MAX_HOPS',
    'telemetry.heddle': 'HEDDLE_URL',
    'telemetry.apiKey': 'HEDDLE_API_KEY',
  });
  expect(new Set(Object.values(variables)).size).toBe(SETTINGS.length);
});

test('the keys of a place are known, those of a prototype are not', () => {
  expect(keysAt(['kernel'])).toContain('requireSandbox');
  expect(keysAt([])).toContain('plugins');
  expect(keysAt(['constructor'])).toBeUndefined();
  expect(keysAt(['__proto__'])).toBeUndefined();
});

test('every setting stands in the documentation with its variable', async () => {
  const text = await readFile(new URL('../../../../docs/configuration.md', import.meta.url), 'utf8');
  const rows = SETTINGS.map(({ path, variable }) => `| \`${path.join('.')}\` | \`${variable}\` |`);
  expect(rows.filter((row) => !text.includes(row))).toEqual([]);
});
