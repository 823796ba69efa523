import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { keysAt, PROJECT_SETTINGS, RUNTIME_SETTINGS, SETTINGS } from './settings.js';

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
  expect(keysAt(PROJECT_SETTINGS, ['kernel'])).toContain('requireSandbox');
  expect(keysAt(PROJECT_SETTINGS, [])).toContain('plugins');
  expect(keysAt(RUNTIME_SETTINGS, [])).not.toContain('plugins');
  expect(keysAt(PROJECT_SETTINGS, ['constructor'])).toEqual([]);
  expect(keysAt(PROJECT_SETTINGS, ['__proto__'])).toEqual([]);
});

function keysOfBackend(value: unknown): readonly string[] {
  return keysAt(PROJECT_SETTINGS, ['telemetry', 'backends', 0], { telemetry: { backends: [value] } });
}

test('of a place that takes several forms those keys are known that go with what is there', () => {
  expect(keysOfBackend({ kind: 'agentops' })).toEqual(['kind', 'apiKey', 'apiUrl', 'exporterUrl']);
  expect(keysOfBackend({ kind: 'console' })).toEqual(['kind']);
  expect(keysOfBackend({})).toEqual(expect.arrayContaining(['kind', 'url', 'apiKey', 'project']));
});

test('every setting stands in the documentation with its variable', async () => {
  const text = await readFile(new URL('../../../../docs/configuration.md', import.meta.url), 'utf8');
  const rows = SETTINGS.map(({ path, variable }) => `| \`${path.join('.')}\` | \`${variable}\` |`);
  expect(rows.filter((row) => !text.includes(row))).toEqual([]);
});
