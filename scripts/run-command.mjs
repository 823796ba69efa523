import { spawn } from 'node:child_process';

/** Runs a command with this terminal. @returns its exit code; 1 when a signal ended it */
export function runCommand(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', shell: process.platform === 'win32', ...options });
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(signal ? 1 : (code ?? 1)));
  });
}

/** Runs a command; when it fails, this process ends with its exit code. */
export async function mustRun(command, args, options) {
  const code = await runCommand(command, args, options);
  if (code !== 0) process.exit(code);
}
