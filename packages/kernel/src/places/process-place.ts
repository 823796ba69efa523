import { kernelEnvironment } from './kernel-environment.js';
import type { Place } from './place.js';
import { findPython } from './find-python.js';
import { PYTHON_RUNNER, TYPESCRIPT_RUNNER } from './runner-program.js';
import { spawnKernel } from './spawn-kernel.js';

/**
 * An ordinary child process of the same user. It keeps accidents away from the host and nothing else: generated code can
 * read the user's files, reach the network and start processes.
 */
export const processPlace: Place = {
  name: 'process',
  sandbox: false,
  async unavailable(language) {
    if (language === 'typescript') return undefined;
    return (await findPython()) ? undefined : 'python3 3.9 or newer was not found. Install it, or put it on the PATH.';
  },
  async start({ language, workspace, limits }) {
    const env = kernelEnvironment(workspace);
    if (language === 'python') {
      return spawnKernel({ command: (await findPython()) ?? 'python3', args: ['-I', '-u', PYTHON_RUNNER], cwd: workspace, env });
    }
    const heapMb = Math.floor(limits.memoryBytes / 1024 / 1024 / 2);
    return spawnKernel({ command: process.execPath, args: ['--no-warnings', `--max-old-space-size=${heapMb}`, TYPESCRIPT_RUNNER], cwd: workspace, env });
  },
};
