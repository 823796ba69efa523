import type { Kernel } from '@heddle/kernel';
import type { CodeRunner } from './code-runner.js';

export interface KernelCodeRunnerParts {
  readonly language: CodeRunner['language'];
  readonly cellTimeoutMs: number;
  /** Starts the session's kernel. Called once, for the first cell or the first prompt that needs its declarations. */
  readonly startKernel: () => Promise<Kernel>;
  /** Number of cells the session already has. */
  readonly cells?: number;
}

/** Runs cells in a kernel that starts when it is first needed and lives as long as the session. */
export function createKernelCodeRunner(parts: KernelCodeRunnerParts): CodeRunner & { close(): Promise<void> } {
  let starting: Promise<Kernel> | undefined;
  let kernel: Kernel | undefined;
  let index = parts.cells ?? 0;
  const start = async () => (kernel = await (starting ??= parts.startKernel()));

  return {
    language: parts.language,
    declarations: async () => (await start()).declarations(),
    variables: () => kernel?.variables() ?? [],
    notice: () => lossNotice(kernel?.lostVariables() ?? []),
    nextIndex: () => ++index,
    async run(cell, parent, signal) {
      const running = await start();
      return await running.execute({ ...cell, timeoutMs: parts.cellTimeoutMs, signal }, parent);
    },
    close: async () => await (await starting?.catch(() => undefined))?.close(),
  };
}

/** What the next prompt and the user are told when a kernel died. */
function lossNotice(lost: readonly string[]): string | undefined {
  return lost.length === 0 ? undefined : `The kernel was restarted and these variables are gone: ${lost.join(', ')}. Make again what is needed.`;
}
