import { installIfNeeded, ROOT } from './install.mjs';
import { build } from './build.mjs';
import { runCommand } from './run-command.mjs';

await installIfNeeded();
await build();

// Ctrl-C reaches the command as well; it ends by itself once everything is stored.
process.on('SIGINT', () => {});
process.exitCode = await runCommand(process.execPath, [`${ROOT}packages/cli/bin/heddle.js`, 'up', '--demo', ...process.argv.slice(2)], { cwd: ROOT });
