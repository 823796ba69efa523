import { readFileSync, rmSync, existsSync } from 'node:fs';
import { build } from './build.mjs';
import { installIfNeeded, ROOT } from './install.mjs';
import { runCommand } from './run-command.mjs';
import { say } from './say.mjs';

// Usage: npm test [-- --unit | --browser] [vitest filters]
const flags = process.argv.slice(2).filter((argument) => argument.startsWith('--'));
const filters = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));

await installIfNeeded();
await build();

const results = [];
const bin = (name) => `${ROOT}node_modules/${name}`;

if (!flags.includes('--browser') && filters.length === 0) {
  say('Linting …');
  const code = await runCommand(process.execPath, [bin('oxlint/bin/oxlint'), '--quiet'], { cwd: ROOT });
  if (code !== 0) process.exit(code);
}
if (!flags.includes('--browser')) {
  say('Testing packages and dashboard …');
  const report = `${ROOT}node_modules/.vitest-report.json`;
  rmSync(report, { force: true });
  const code = await runCommand(process.execPath, [bin('vitest/vitest.mjs'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...filters], { cwd: ROOT });
  results.push({ code, ...vitestCounts(report) });
}
if (!flags.includes('--unit') && filters.length === 0) {
  say('Testing in a browser …');
  const report = `${ROOT}node_modules/.playwright-report.json`;
  rmSync(report, { force: true });
  const code = await runCommand(process.execPath, [bin('@playwright/test/cli.js'), 'test'], { cwd: ROOT, env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_NAME: report } });
  results.push({ code, ...playwrightCounts(report) });
}

const sum = (key) => results.reduce((total, result) => total + result[key], 0);
process.stdout.write(`\n${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped\n`);
process.exitCode = results.some((result) => result.code !== 0) ? 1 : 0;

function vitestCounts(path) {
  if (!existsSync(path)) return { passed: 0, failed: 1, skipped: 0 };
  const { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites, numTodoTests } = JSON.parse(readFileSync(path, 'utf8'));
  return { passed: numPassedTests, failed: numFailedTests || (numFailedTestSuites > 0 ? 1 : 0), skipped: numPendingTests + numTodoTests };
}

function playwrightCounts(path) {
  if (!existsSync(path)) return { passed: 0, failed: 1, skipped: 0 };
  const { expected, unexpected, flaky, skipped } = JSON.parse(readFileSync(path, 'utf8')).stats;
  return { passed: expected, failed: unexpected + flaky, skipped };
}
