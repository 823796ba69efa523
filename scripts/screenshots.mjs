import { chromium } from '@playwright/test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBrowser } from '../e2e/browser.mjs';
import { startDemo } from '../e2e/heddle.mjs';
import { build } from './build.mjs';
import { installIfNeeded, ROOT } from './install.mjs';
import { say } from './say.mjs';

// Takes the pictures of the documentation from a real demo session: node scripts/screenshots.mjs [folder]
const folder = process.argv[2] ?? `${ROOT}docs/images`;
await installIfNeeded();
await build();
const found = await findBrowser();
if ('missing' in found) {
  say(`No pictures: ${found.missing}.`);
  process.exit(1);
}
const dataDir = await mkdtemp(join(tmpdir(), 'heddle-pictures-'));
const heddle = await startDemo(dataDir);

for (const [theme, width, suffix] of [['light', 1280, ''], ['dark', 1280, '-dark'], ['dark', 390, '-phone']]) {
  // A browser for each: this build runs in one process, and closing a page can take it along.
  const browser = await chromium.launch({ executablePath: found.executablePath, args: found.args });
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: theme, deviceScaleFactor: width < 500 ? 2 : 1.5 });
  const shoot = async (name, height) => {
    await page.setViewportSize({ width, height });
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: `${folder}/${name}${suffix}.png` });
  };
  await page.goto(heddle.url);
  await page.getByRole('link', { name: /Which months from 2012 to 2016/ }).first().click();
  await page.getByText('6 months stand out').first().waitFor();
  await page.waitForLoadState('networkidle');
  await shoot('session', 1500);
  await page.getByRole('link', { name: /Open cell/ }).first().click();
  await page.getByRole('heading', { name: /^Cell 1/ }).waitFor();
  const loop = page.locator('li[data-line="7"]');
  if ((await page.locator('[data-call-sequence]').count()) === 0) {
    await loop.click();
    await page.keyboard.press('ArrowRight');
  }
  await page.waitForLoadState('networkidle');
  await shoot('cell', 1120);
  if (width > 500) {
    await page.getByRole('link', { name: /Open in trace/ }).click();
    await page.getByText(/spans, critical path/).waitFor();
    await page.waitForLoadState('networkidle');
    await shoot('trace', 820);
  }
  await browser.close();
}
await heddle.stop();
await rm(dataDir, { recursive: true, force: true });
say(`Pictures are in ${folder}.`);
