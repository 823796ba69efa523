import type { Artifact } from '../artifact.js';
import type { CellLanguage, CellStatus } from '../attachment.js';
import type { MimeBundle } from '../mime-bundle.js';
import type { PlaceName } from '../place-name.js';
import type { EventError } from './envelope.js';

export interface CellStart {
  readonly type: 'cell-start';
  readonly cellId: string;
  /** Counts the cells of a session from 1; attempts at the same cell share it. */
  readonly index: number;
  readonly language: CellLanguage;
  readonly source: string;
  /** 1 for the first try at this piece of code, one more for each correction. */
  readonly attempt: number;
  readonly place: PlaceName;
  readonly kernelId: string;
}

export interface CellOutput {
  readonly type: 'cell-output';
  readonly cellId: string;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
  /** Milliseconds since the start of the cell. */
  readonly atMs: number;
}

/** Something the cell displayed, beside its value. */
export interface CellDisplay {
  readonly type: 'cell-display';
  readonly cellId: string;
  readonly bundle: MimeBundle;
  readonly atMs: number;
}

export interface CellEnd {
  readonly type: 'cell-end';
  readonly cellId: string;
  readonly status: CellStatus;
  /** The last expression of the cell; absent when there was none. */
  readonly value?: MimeBundle;
  readonly stdout: string;
  readonly stderr: string;
  /** True when output was dropped because there was too much of it. */
  readonly outputTruncated: boolean;
  readonly artifacts: readonly Artifact[];
  readonly error?: CellError;
  readonly durationMs: number;
  readonly calls: CallCounts;
  /** The kernel's variables after the cell. Self-reported: the kernel may lie about them. */
  readonly variables: readonly VariableSummary[];
}

export interface CellError extends EventError {
  /** Line in the cell's source, from 1. */
  readonly line?: number;
  readonly column?: number;
}

export interface CallCounts {
  /** What the host ran. */
  readonly host: number;
  readonly failed: number;
  /** What the kernel says it made. A difference from `host` is shown, never hidden. */
  readonly kernel: number;
}

export interface VariableSummary {
  readonly name: string;
  /** In few words: `Day[1461]`, `number`, `(days) => Month[]`. */
  readonly type: string;
  readonly preview: string;
  readonly change: 'new' | 'changed' | 'same';
}
