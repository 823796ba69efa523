import { findDeno } from './find-deno.js';
import type { Place } from './place.js';
import { heapLimit, resourceLimits } from './resource-limits.js';
import { TYPESCRIPT_RUNNER } from './runner-program.js';
import { spawnKernel } from './spawn-kernel.js';

const RESERVED_BYTES = 768 * 1024 * 1024;

/** Nothing is downloaded, nothing is asked, no configuration of the folder is read. */
const CLOSED = ['--no-prompt', '--no-remote', '--no-npm', '--no-config', '--no-lock', '--cached-only', '--quiet'];

/**
 * Deno with no permission but for the files of the workspace: no other files, environment, network, processes or
 * libraries. TypeScript cells only.
 */
export const denoPlace: Place = {
  name: 'deno',
  sandbox: true,
  unwinding: 'guards',
  async unavailable(language) {
    if (language !== 'typescript') return `Deno runs no ${language}.`;
    return findDeno() === undefined ? 'Deno is not installed. Install the npm package "deno".' : undefined;
  },
  async start({ workspace, limits, packages }) {
    const readable = packages === undefined ? workspace : `${workspace},${packages}`;
    const [command, ...args] = [
      // V8 as Deno builds it reserves this much that it never uses, and does not start without.
      ...(await resourceLimits({ ...limits, memoryBytes: limits.memoryBytes + RESERVED_BYTES })),
      findDeno() ?? 'deno', 'run', ...CLOSED, `--allow-read=${readable}`, `--allow-write=${workspace}`,
      `--v8-flags=${heapLimit(limits)}`, TYPESCRIPT_RUNNER, ...(packages === undefined ? [] : [packages]),
    ];
    return spawnKernel({
      command: command!,
      args,
      cwd: workspace,
      watch: limits,
      // A cache on disk would let one session leave things for the next.
      env: { DENO_DIR: '/dev/null', NO_COLOR: '1', DENO_NO_UPDATE_CHECK: '1', LANG: 'C.UTF-8', TZ: Intl.DateTimeFormat().resolvedOptions().timeZone },
    });
  },
};
