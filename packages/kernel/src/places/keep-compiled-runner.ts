import { spawn } from 'node:child_process';
import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PYTHON_RUNNER } from './runner-program.js';

/**
 * Has Python compile the kernel's program and keep the result beside it, if that was not done before: kernels write
 * nothing there, so each would compile it again. Nobody waits for it, and where the folder cannot be written, kernels
 * start more slowly and that is all.
 *
 * @param tag - the interpreter's name for its own compiled files, such as `cpython-311`
 */
export async function keepCompiledRunner(python: string, tag: string): Promise<void> {
  const folder = join(dirname(PYTHON_RUNNER), 'heddle_kernel');
  const isThere = await access(join(folder, '__pycache__', `main.${tag}.pyc`)).then(() => true, () => false);
  if (isThere) return;
  // By content: the files of an npm package all have the same date.
  const child = spawn(python, ['-I', '-m', 'compileall', '-q', '--invalidation-mode', 'checked-hash', folder], { stdio: 'ignore' });
  child.on('error', () => {});
  child.unref();
}
