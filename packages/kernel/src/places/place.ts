import type { KernelLanguage, PlaceName } from '@heddle/model';
import type { Duplex, Readable, Writable } from 'node:stream';
import type { KernelLimits } from '../kernel-limits.js';

/**
 * Where kernels run. A place yields byte streams and an exit, nothing else: what the bytes mean, it does not know.
 * Adding one is one file.
 */
export interface Place {
  readonly name: PlaceName;
  /** Whether it keeps generated code away from the host's files, network and processes. */
  readonly sandbox: boolean;
  /** How busy code is stopped: by its engine, or by checks in the code itself where the engine offers nothing. */
  readonly unwinding: 'engine' | 'guards';
  /** Why it cannot run this language here, in one sentence; `undefined` when it can. */
  unavailable(language: KernelLanguage): Promise<string | undefined>;
  /** Starts a kernel's program. Failures to start show as its exit. */
  start(launch: KernelLaunch): Promise<KernelProcess>;
  /** Starts a shell command, kept away from the host as a kernel is. Absent where there is no shell. */
  startCommand?(launch: CommandLaunch): Promise<KernelProcess>;
}

/** A shell command to run. */
interface CommandLaunch {
  readonly source: string;
  /** The only folder the command may write; its working directory. */
  readonly workspace: string;
  readonly limits: KernelLimits;
}

export interface KernelLaunch {
  readonly language: KernelLanguage;
  /** The only folder the kernel may write; its working directory. */
  readonly workspace: string;
  readonly limits: KernelLimits;
  /** Folder of packages the code may import; it must not be able to write there. */
  readonly packages?: string;
}

export interface KernelProcess {
  /** Frames, both ways. */
  readonly channel: Duplex;
  /** A byte here unwinds the code that is running; its end ends the kernel. */
  readonly control: Writable;
  /** What the process writes past its runner: native code and child processes. */
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly exited: Promise<KernelExit>;
  /** Ends it and everything it started, at once. */
  kill(): void;
}

export interface KernelExit {
  readonly code: number | null;
  readonly signal: string | null;
  /** Why there was no process, when there was none. */
  readonly error?: Error;
  /** Which limit the host ended it for. */
  readonly excess?: string;
}
