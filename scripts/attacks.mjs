import { installIfNeeded, ROOT } from './install.mjs';
import { machine, readFlags, toTable, writeSection } from './kernel-report.mjs';
import { mustRun } from './run-command.mjs';

// Usage: npm run attacks [-- --place=process,bubblewrap --language=python --only=TEXT --no-write]
const { write, ...options } = readFlags(process.argv.slice(2));
await installIfNeeded();
await mustRun(process.execPath, [`${ROOT}node_modules/typescript/bin/tsc`, '-b', `${ROOT}packages/kernel`]);
const { runAttacks, unexpectedBreaches } = await import('../packages/kernel/dist/attacks/run-attacks.js');

const rows = await runAttacks({
  ...options,
  report: ({ place, language, attack, verdict }) => console.log(`${verdict.kind.padEnd(11)}  ${place} ${language}: ${attack}${verdict.note ? ` (${verdict.note})` : ''}`),
});

const count = (kind) => rows.filter(({ verdict }) => verdict.kind === kind).length;
console.log(`\n${count('stopped')} stopped, ${count('contained')} contained, ${count('not stopped')} not stopped, ${count('skipped')} skipped`);
const breaches = unexpectedBreaches(rows);
for (const { place, language, attack } of breaches) console.log(`NOT STOPPED where it must be: ${place} ${language}: ${attack}`);
if (write) writeSection('attacks', report(rows));
if (breaches.length > 0 || rows.length === count('skipped')) process.exitCode = 1;

function report(all) {
  const tried = all.filter(({ verdict }) => verdict.kind !== 'skipped');
  const table = toTable(tried.map(({ attack, place, language, verdict }) => ({ name: attack, place, language, mark: verdict.kind === 'not stopped' ? '**not stopped**' : verdict.kind })));
  const skipped = [...new Set(all.filter(({ verdict }) => verdict.kind === 'skipped').map(({ place, language, verdict }) => `- ${place}, ${language}: not tried. ${verdict.note}`))];
  return [machine(), '', table, ...skipped].join('\n');
}
