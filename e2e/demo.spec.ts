import { expect, test, chromium, type Browser, type Page } from '@playwright/test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBrowser } from './browser.mjs';
import { startDemo } from './heddle.mjs';

let dataDir = '';
let heddle: Awaited<ReturnType<typeof startDemo>>;
let browser: Browser;
let page: Page;
const faults: string[] = [];

test.beforeAll(async () => {
  const found = await findBrowser();
  test.skip('missing' in found, 'missing' in found ? found.missing : '');
  if ('missing' in found) return;
  dataDir = await mkdtemp(join(tmpdir(), 'heddle-e2e-'));
  heddle = await startDemo(dataDir);
  browser = await chromium.launch({ executablePath: found.executablePath, args: [...found.args], headless: true });
  page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => void (message.type() === 'error' && faults.push(message.text())));
});

test.afterAll(async () => {
  await browser?.close();
  await heddle?.stop();
  if (dataDir) await rm(dataDir, { recursive: true, force: true });
});

/** Follows the link to the second attempt's cell: the one that calls in a loop. */
async function openLoopCell(): Promise<void> {
  await page.goto(`${heddle.url}/`);
  await page.getByRole('link', { name: /Which months from 2012 to 2016/ }).first().click();
  await page.getByRole('link', { name: /Open cell/ }).nth(0).click();
  await expect(page).toHaveURL(/\/cells\//);
  await expect(page.getByRole('heading', { name: /^Cell 1/ })).toBeVisible();
  await expect(page.locator('li[data-line]').first()).toBeVisible();
}

test('the demo printed its tree and where to look', () => {
  expect(heddle.output()).toContain("the model's replies are scripted");
  expect(heddle.output()).toMatch(/weather\.load.*line 7.*366 rows/);
  expect(heddle.output()).toMatch(/There is no weather of 2016/);
});

test('a session reads as a conversation: questions, plan, code, chart, answer', async () => {
  await page.goto(`${heddle.url}/`);
  await page.getByRole('link', { name: /Which months from 2012 to 2016/ }).first().click();
  await expect(page.getByText('Which months from 2012 to 2016 had unusual rain').last()).toBeVisible();
  await expect(page.getByText('Load the daily weather of 2012 to 2016').first()).toBeVisible();
  await expect(page.locator('img[src*="/api/artifacts/"]').first()).toBeVisible();
  await expect(page.getByText('6 months stand out').first()).toBeVisible();
  await expect(page.getByText("The wettest day's share").first()).toBeVisible();
});

test('every call is read off the line of the cell that made it', async () => {
  await openLoopCell();
  const calls = await page.locator('li[data-line][data-calls]').evaluateAll((lines) =>
    lines.map((line) => ({ line: line.getAttribute('data-line'), calls: line.getAttribute('data-calls'), failed: line.getAttribute('data-failed') })).filter(({ calls: count }) => count !== '0'),
  );
  expect(calls).toEqual([
    { line: '7', calls: '5', failed: '1' },
    { line: '24', calls: '4', failed: '0' },
    { line: '28', calls: '1', failed: '0' },
  ]);
});

test('a folded loop says how often, how many failed, and unfolds call by call', async () => {
  await openLoopCell();
  const loop = page.locator('li[data-line="7"]');
  await expect(loop).toContainText('×5');
  await expect(loop).toContainText('1 failed');
  await loop.click();
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('[data-call-sequence][data-status="error"]')).toContainText('There is no weather of 2016');
});

test('the trace page shows the tree, and a call leads back to its line', async () => {
  await openLoopCell();
  await page.getByRole('link', { name: /Open in trace/ }).click();
  await expect(page).toHaveURL(/\/traces\//);
  await expect(page.getByText('stats.outliers').first()).toBeVisible();
});

test('nothing on these pages failed or was refused by the content security policy', () => {
  expect(faults).toEqual([]);
});
