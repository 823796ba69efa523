import type { CellEnd, CellError, KernelLanguage, PlaceName, VariableSummary } from '@heddle/model';
import type { ArtifactSink, Clock, Observation, Observer, Redactor } from '@heddle/sdk';
import type { CallablePlugin } from './callable-plugin.js';
import type { KernelLimits } from './kernel-limits.js';
import type { WarmKernel } from './kernel-pool.js';
import type { PackageLayer } from './package-layer.js';
import type { Place } from './places/place.js';
import type { ApprovalPort } from './policy/approval-port.js';
import type { CallPolicy } from './policy/call-policy.js';

export interface KernelOptions {
  readonly place: Place;
  /** Why this place, when it was chosen and not asked for: `selectPlace(...).reason`. */
  readonly placeReason?: string;
  readonly language: KernelLanguage;
  readonly plugins: readonly CallablePlugin[];
  readonly artifacts: ArtifactSink;
  /** Folder the code may write to; made when it is not there. New files in it become artifacts. A warm kernel has its own. */
  readonly workspace: string;
  /** A kernel from a `KernelPool` of the same place and language, whose workspace is `workspace`. Default: one is started. */
  readonly warm?: WarmKernel;
  /** Packages the code may import; a warm kernel has those of its pool. */
  readonly packages?: PackageLayer;
  readonly observer: Observer;
  /** What code may do with plugins; default: everything. */
  readonly policy?: CallPolicy;
  /** Who permits the calls for which the policy wants a permission. Without one they are refused. */
  readonly approvals?: ApprovalPort;
  /** Bounds; what is not given has its default from `DEFAULT_LIMITS`. */
  readonly limits?: Partial<KernelLimits>;
  /** Default: the machine's clock. */
  readonly clock?: Clock;
  /** Default: hides the values of fields with a secret's name. */
  readonly redact?: Redactor;
}

export interface CellRequest {
  readonly cellId: string;
  /** Counts the cells of a session from 1; attempts at the same cell share it. */
  readonly index: number;
  readonly source: string;
  /** 1 for the first try at this piece of code. */
  readonly attempt: number;
  /** Default: the kernel's `cellTimeMs`. */
  readonly timeoutMs?: number;
  /** Why it must not run: then the cell is recorded as `refused` with this error, and nothing of it runs. */
  readonly refusal?: CellError;
  /** Ends the cell with status `cancelled`. */
  readonly signal?: AbortSignal;
}

/** Runs cells one after the other; what they define stays. */
export interface Kernel {
  /** Of the process that runs now: a restarted kernel has a new id. */
  readonly id: string;
  readonly place: PlaceName;
  readonly language: KernelLanguage;
  /** The plugins as declarations of the cell's language, for prompts. */
  declarations(): string;
  /** Replaces the plugins; cells that run keep theirs. */
  setPlugins(plugins: readonly CallablePlugin[]): void;
  /** What the cells defined, as the kernel told after the last one. */
  variables(): readonly VariableSummary[];
  /** Names that died with an earlier process of this kernel and have not been defined again: tell the model and the user. */
  lostVariables(): readonly string[];
  /**
   * Runs a cell below `parent`: one span for it, one for each plugin call it makes. Cells wait for each other. A kernel
   * that died is started anew first. What generated code can do wrong is in the result; only failures of the host throw.
   *
   * @returns the redacted end of the cell, as its event has it
   * @throws {KernelError} `KERNEL_CLOSED`, or `KERNEL_START_FAILED`
   */
  execute(request: CellRequest, parent: Observation): Promise<CellEnd>;
  /** Stops the running cell and keeps the variables; a kernel that does not stop in time is killed. No cell: no effect. */
  interrupt(): Promise<void>;
  /** Ends the process and starts a new one: the variables are gone. */
  restart(): Promise<void>;
  close(): Promise<void>;
}
