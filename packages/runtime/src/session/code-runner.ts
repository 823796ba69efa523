import type { CellEnd, KernelLanguage } from '@heddle/model';
import type { CallablePlugin } from '@heddle/kernel';
import type { Observation } from '@heddle/sdk';

/** Runs cells in the session's kernel, which starts with the first of them. */
export interface CodeRunner {
  readonly language: KernelLanguage;
  /** What code can call, written for a model: type declarations with their descriptions. */
  declarations(): Promise<string>;
  /** Names of the kernel's variables with their types, for the next prompt; empty before the first cell. */
  variables(): readonly { readonly name: string; readonly type: string }[];
  /** What the user and the next prompt must be told about the kernel, such as lost variables. */
  notice(): string | undefined;
  /**
   * @param cell.index - the number of the piece of code in the session; attempts at it share it
   */
  run(cell: { readonly cellId: string; readonly index: number; readonly source: string; readonly attempt: number }, parent: Observation, signal: AbortSignal): Promise<CellEnd>;
  /** Changes what code can call from the next cell on. */
  setPlugins(plugins: readonly CallablePlugin[]): void;
  /** A new cell's number. */
  nextIndex(): number;
}
