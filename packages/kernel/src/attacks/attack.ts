import type { KernelLanguage } from '@heddle/model';
import type { TestBed, TestBedOptions } from '../conformance/test-bed.js';

/**
 * `stopped`: the code could not do it. `contained`: it did, and only its own kernel felt it. `not stopped`: it reached
 * something that is not its own.
 */
export type AttackVerdict =
  | { readonly kind: 'stopped' | 'contained' | 'not stopped'; readonly note?: string }
  | { readonly kind: 'skipped'; readonly note: string };

export interface Attack {
  readonly name: string;
  readonly kernel?: TestBedOptions;
  /** Tries it on a kernel of its own and judges what came of it. Absent when the language has no such thing. */
  readonly try: (bed: TestBed, target: AttackTarget, language: KernelLanguage) => Promise<AttackVerdict>;
  readonly languages?: readonly KernelLanguage[];
}

/** What is there to be attacked: real, and watched by the host. */
export interface AttackTarget {
  /** Text that must not reach the code: it stands in a file and in the environment of the host. */
  readonly secret: string;
  readonly secretFile: string;
  /** Folder of the host's that the code must not write to. */
  readonly folder: string;
  /** Port of a server on loopback, and how many have come to it. */
  readonly port: number;
  readonly connections: () => number;
  /** A process of the same user, and how many signals SIGUSR2 have come to the host itself. */
  readonly victimPid: number;
  readonly signals: () => number;
}
