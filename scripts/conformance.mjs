import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installIfNeeded, ROOT } from './install.mjs';
import { machine, readFlags, toTable, writeSection } from './kernel-report.mjs';
import { mustRun } from './run-command.mjs';

// Usage: npm run conformance [-- --place=process,bubblewrap --language=python --only=TEXT --no-write --python-packages=pandas,matplotlib]
// Python packages are installed from PyPI for this run alone: for the scenarios that are skipped where Python has no such package.
const { write, ...options } = readFlags(process.argv.slice(2));
const pythonNames = process.argv.find((word) => word.startsWith('--python-packages='))?.split('=')[1].split(',') ?? [];
await installIfNeeded();
await mustRun(process.execPath, [`${ROOT}node_modules/typescript/bin/tsc`, '-b', `${ROOT}packages/kernel`]);
const { runConformance } = await import('../packages/kernel/dist/conformance/run-conformance.js');
const { openPackageLayer } = await import('../packages/kernel/dist/package-layer.js');

const layers = await mkdtemp(join(tmpdir(), 'heddle-conformance-'));
process.once('exit', () => rmSync(layers, { recursive: true, force: true }));
const pythonPackages = pythonNames.length > 0 ? await openPackageLayer({ language: 'python', packages: pythonNames, folder: layers }) : undefined;

const MARKS = { passed: '✔', failed: '✘ failed', skipped: 'skipped', none: '–' };
const rows = await runConformance({
  ...options,
  pythonPackages,
  report: ({ place, language, scenario, verdict }) => {
    if (verdict.kind !== 'none') console.log(`${MARKS[verdict.kind]}  ${place} ${language}: ${scenario}${verdict.reason ? ` (${verdict.reason})` : ''}`);
  },
});

const count = (kind) => rows.filter(({ verdict }) => verdict.kind === kind).length;
console.log(`\n${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`);
if (write) writeSection('conformance', sections(rows));
if (count('failed') > 0 || count('passed') === 0) process.exitCode = 1;

function sections(all) {
  // A place without a language at all says so once, below.
  const shown = all.filter((row) => all.some((other) => other.place === row.place && other.language === row.language && other.verdict.kind !== 'skipped'));
  const absent = [...new Set(all.filter((row) => !shown.includes(row)).map(({ place, language, verdict }) => `${place}, ${language}: ${verdict.reason}`))];
  const tables = [...new Set(shown.map(({ group }) => group))].map((group) => {
    const table = toTable(shown.filter((row) => row.group === group).map(({ scenario, place, language, verdict }) => ({ name: scenario, place, language, mark: MARKS[verdict.kind], note: verdict.reason })));
    return `### ${group}\n\n${table}`;
  });
  const made = pythonNames.length > 0 ? `${machine()} Python with ${pythonNames.join(', ')} from PyPI.` : machine();
  return [made, '', ...tables, ...(absent.length > 0 ? ['### Not tried', '', ...absent.map((line) => `- ${line}`)] : [])].join('\n');
}
