import type { Artifact } from './artifact.js';

/** A typed part of a post. */
export type Attachment =
  | { readonly kind: 'plan'; readonly steps: readonly PlanStep[] }
  | { readonly kind: 'thought'; readonly text: string }
  | { readonly kind: 'code'; readonly cellId: string; readonly language: CellLanguage; readonly source: string }
  | { readonly kind: 'result'; readonly cellId: string; readonly status: CellStatus; readonly text: string }
  | { readonly kind: 'artifact'; readonly artifact: Artifact };

/** One step of a plan. */
export interface PlanStep {
  readonly text: string;
  readonly state: 'todo' | 'doing' | 'done' | 'failed' | 'skipped';
  /** The role that does it, when the plan says so. */
  readonly role?: string;
  /** Numbers, from 1, of the earlier steps whose results it needs. */
  readonly dependsOn?: readonly number[];
}

/** What code a kernel runs. */
export type KernelLanguage = 'typescript' | 'python';

/** What a cell is written in: code for a kernel, or a command for a shell. */
export type CellLanguage = KernelLanguage | 'shell';

/**
 * How a cell ended: `ok`; `error` (the code raised); `refused` (it could not be read, or a policy forbade it);
 * `timeout`; `interrupted` and `cancelled` (somebody asked); `kernel-exit` (the kernel died under it).
 */
export type CellStatus = 'ok' | 'error' | 'refused' | 'timeout' | 'interrupted' | 'cancelled' | 'kernel-exit';
