import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dashboardRoutes } from './dashboard-routes.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heddle-dashboard-'));
  await mkdir(join(folder, 'dist/assets'), { recursive: true });
  await writeFile(join(folder, 'secret.txt'), 'secret');
  await writeFile(join(folder, 'dist/index.html'), '<!doctype html><title>Heddle</title>');
  await writeFile(join(folder, 'dist/assets/app-1a2b.js'), 'export {};');
  await writeFile(join(folder, 'dist/chart-frame.html'), '<!doctype html><title>Chart</title>');
  await writeFile(join(folder, 'dist/chart-frame.js'), '');
});
afterAll(() => rm(folder, { recursive: true }));

const get = (path: string) => dashboardRoutes(join(folder, 'dist')).request(path);

test.each([['/'], ['/sessions/ses_1'], ['/traces/abc?span=1']])('%s is the page, checked again on every visit', async (path) => {
  const response = await get(path);
  expect(response.status).toBe(200);
  expect(await response.text()).toContain('<title>Heddle</title>');
  expect(response.headers.get('cache-control')).toBe('no-cache');
  expect(response.headers.get('content-security-policy')).toContain("script-src 'self';");
});

test('a hashed asset is kept for ever, and a missing one is not the page', async () => {
  const found = await get('/assets/app-1a2b.js');
  expect(found.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(found.headers.get('content-type')).toContain('text/javascript');
  expect((await get('/assets/app-9z9z.js')).status).toBe(404);
});

test('the dashboard may frame the page that draws charts, which is always in a sandbox', async () => {
  const policy = (await get('/chart-frame.html')).headers.get('content-security-policy');
  expect(policy).toContain('sandbox allow-scripts;');
  expect(policy).toContain("frame-ancestors 'self'");
  expect((await get('/chart-frame.js')).headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  expect((await get('/')).headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
});

test.each([['/../secret.txt'], ['/%2e%2e/secret.txt'], ['/..%2fsecret.txt'], ['/assets/..%5c..%5csecret.txt'], ['//secret.txt']])(
  'nothing outside the folder is served for %s', async (path) => {
    expect(await (await get(path)).text()).not.toContain('secret');
  },
);
