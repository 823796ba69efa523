import type { CellEnd } from '@heddle/model';
import type { CellRequest, Shell } from '@heddle/kernel';
import type { Observation } from '@heddle/sdk';

/** Runs shell commands in the session's working folder, each as a cell of the language `shell`. */
export interface CommandRunner {
  /** @throws {KernelError} `SANDBOX_REQUIRED` when no place isolates commands here and that was not allowed */
  run(command: Pick<CellRequest, 'cellId' | 'index' | 'source'>, parent: Observation, signal: AbortSignal): Promise<CellEnd>;
}

/** Runs commands in a shell that is opened by the first of them. */
export function createCommandRunner(openShell: () => Promise<Shell>, timeoutMs: number): CommandRunner & { close(): Promise<void> } {
  let opening: Promise<Shell> | undefined;
  return {
    async run(command, parent, signal) {
      const shell = await (opening ??= openShell());
      return await shell.run({ ...command, attempt: 1, timeoutMs, signal }, parent);
    },
    close: async () => await (await opening?.catch(() => undefined))?.close(),
  };
}
