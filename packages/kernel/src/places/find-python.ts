import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const CANDIDATES = ['/usr/bin/python3', '/usr/local/bin/python3', 'python3'];
const ASK = 'import sys; print(sys.executable if sys.version_info >= (3, 9) else "")';

let found: Promise<string | undefined> | undefined;

/** Path of a Python interpreter of 3.9 or newer; the system's own first, which a sandbox can see. Looked for once. */
export function findPython(): Promise<string | undefined> {
  return (found ??= firstPython());
}

async function firstPython(): Promise<string | undefined> {
  for (const candidate of CANDIDATES) {
    const path = await run(candidate, ['-I', '-c', ASK]).then(({ stdout }) => stdout.trim(), () => '');
    if (path !== '') return path;
  }
  return undefined;
}
