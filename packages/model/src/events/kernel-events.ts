import type { CellLanguage } from '../attachment.js';
import type { PlaceName } from '../place-name.js';

export interface KernelStart {
  readonly type: 'kernel-start';
  readonly kernelId: string;
  readonly place: PlaceName;
  readonly language: CellLanguage;
  /** Why this place was taken, when `auto` chose it. */
  readonly reason?: string;
  readonly startMs: number;
  /** Whether its process was ready before anybody asked for it. */
  readonly warm?: boolean;
}

export interface KernelEnd {
  readonly type: 'kernel-end';
  readonly kernelId: string;
  readonly reason: 'closed' | 'crashed' | 'killed' | 'protocol' | 'host-crash';
  readonly detail?: string;
  /** Variables that are gone with the kernel. */
  readonly lostVariables: readonly string[];
}

/** The kernel did something it must not do, or something worth knowing happened outside any cell. */
export interface KernelWarning {
  readonly type: 'kernel-warning';
  readonly kernelId: string;
  readonly message: string;
}
