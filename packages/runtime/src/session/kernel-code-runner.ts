import type { CallablePlugin, Kernel } from '@heddle/kernel';
import type { CodeRunner } from './code-runner.js';

export interface KernelCodeRunnerParts {
  readonly language: CodeRunner['language'];
  readonly cellTimeoutMs: number;
  /** Starts the session's kernel. Called once, for the first cell or the first prompt that needs its declarations. */
  readonly startKernel: (plugins: readonly CallablePlugin[]) => Promise<Kernel>;
  readonly plugins: readonly CallablePlugin[];
  /** Number of cells the session already has. */
  readonly cells?: number;
  /** Brings back the variables of a resumed session. @returns what the next prompt must be told, if anything */
  readonly restore?: (kernel: Kernel) => Promise<string | undefined>;
}

/** Runs cells in a kernel that starts when it is first needed and lives as long as the session. */
export function createKernelCodeRunner(parts: KernelCodeRunnerParts): CodeRunner & { close(): Promise<void> } {
  let starting: Promise<Kernel> | undefined;
  let kernel: Kernel | undefined;
  let index = parts.cells ?? 0;
  let plugins = parts.plugins;
  let restored: string | undefined;
  const begin = async () => {
    const started = await parts.startKernel(plugins);
    restored = await parts.restore?.(started);
    return started;
  };
  const start = async () => (kernel = await (starting ??= begin()));

  return {
    language: parts.language,
    declarations: async () => (await start()).declarations(),
    variables: () => kernel?.variables() ?? [],
    notice: () => ((kernel?.lostVariables() ?? []).length > 0 ? (restored ?? lossNotice(kernel!.lostVariables())) : undefined),
    nextIndex: () => ++index,
    setPlugins(next) {
      plugins = next;
      kernel?.setPlugins(next);
    },
    async run(cell, parent, signal) {
      const running = await start();
      return await running.execute({ ...cell, timeoutMs: parts.cellTimeoutMs, signal }, parent);
    },
    close: async () => await (await starting?.catch(() => undefined))?.close(),
  };
}

/** What the next prompt and the user are told when a kernel died. */
function lossNotice(lost: readonly string[]): string {
  return `The kernel was restarted and these variables are gone: ${lost.join(', ')}. Make again what is needed.`;
}
