import { build } from './build.mjs';
import { installIfNeeded } from './install.mjs';
import { say } from './say.mjs';

// Usage: npm run soak -- kill [--minutes=2] [--seed=N] [--json]
const [name, ...words] = process.argv.slice(2);
const flags = Object.fromEntries(words.map((word) => word.replace(/^--/, '').split('=')));
const minutes = Number(flags.minutes ?? 2);
const seed = Number(flags.seed ?? Date.now() % 1_000_000);
if (name !== 'kill' || !(minutes > 0) || !Number.isSafeInteger(seed)) {
  say('Usage: npm run soak -- kill [--minutes=2] [--seed=N] [--json]');
  process.exit(2);
}

await installIfNeeded();
await build();
const { soakKill } = await import('./soak/soak-kill.mjs');
const result = await soakKill({ minutes, seed, report: say });
if ('json' in flags) console.log(JSON.stringify(result));
if (result.lost > 0 || result.duplicates > 0 || result.acknowledged === 0) process.exitCode = 1;
