import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { keepCompiledRunner } from './keep-compiled-runner.js';

const run = promisify(execFile);
const CANDIDATES = ['/usr/bin/python3', '/usr/local/bin/python3', 'python3'];
const ASK = 'import sys; sys.version_info >= (3, 9) and print(sys.executable, sys.base_prefix, sys.implementation.cache_tag, sep="|")';

let found: Promise<Interpreter | undefined> | undefined;

interface Interpreter {
  readonly path: string;
  /** Folder its libraries are under. */
  readonly prefix: string;
}

/** Path of a Python interpreter of 3.9 or newer; the system's own first, which a sandbox can see. Looked for once. */
export async function findPython(): Promise<string | undefined> {
  return (await (found ??= firstPython()))?.path;
}

/** The folder that interpreter's libraries are under. */
export async function pythonPrefix(): Promise<string | undefined> {
  return (await (found ??= firstPython()))?.prefix;
}

async function firstPython(): Promise<Interpreter | undefined> {
  for (const candidate of CANDIDATES) {
    const [path = '', prefix = '', tag = ''] = await run(candidate, ['-I', '-c', ASK]).then(({ stdout }) => stdout.trim().split('|'), () => []);
    if (path === '') continue;
    void keepCompiledRunner(path, tag);
    return { path, prefix };
  }
  return undefined;
}
