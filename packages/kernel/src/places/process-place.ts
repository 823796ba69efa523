import { findPython } from './find-python.js';
import { kernelEnvironment } from './kernel-environment.js';
import type { KernelLaunch, Place } from './place.js';
import { heapLimit, resourceLimits } from './resource-limits.js';
import { PYTHON_RUNNER, TYPESCRIPT_RUNNER } from './runner-program.js';
import { shellProgram } from './shell-program.js';
import { spawnKernel } from './spawn-kernel.js';

/**
 * An ordinary child process of the same user. It keeps accidents away from the host and nothing else: generated code can
 * read the user's files, reach the network and start processes.
 */
export const processPlace: Place = {
  name: 'process',
  sandbox: false,
  unwinding: 'engine',
  async unavailable(language) {
    if (language === 'typescript') return undefined;
    return (await findPython()) ? undefined : 'python3 3.9 or newer was not found. Install it, or put it on the PATH.';
  },
  async start(launch) {
    const [command, ...args] = [...(await resourceLimits(launch.limits)), ...(await program(launch))];
    return spawnKernel({ command: command!, args, cwd: launch.workspace, env: kernelEnvironment(launch.workspace), watch: launch.limits });
  },
  async startCommand({ source, workspace, limits }) {
    const [command, ...args] = [...(await resourceLimits(limits)), ...(await shellProgram(source))];
    return spawnKernel({ command: command!, args, cwd: workspace, env: kernelEnvironment(workspace), watch: limits });
  },
};

async function program({ language, limits, packages }: KernelLaunch): Promise<string[]> {
  const layer = packages === undefined ? [] : [packages];
  if (language === 'python') return [(await findPython())!, '-I', '-B', PYTHON_RUNNER, ...layer];
  return [process.execPath, '--no-warnings', heapLimit(limits), TYPESCRIPT_RUNNER, ...layer];
}
