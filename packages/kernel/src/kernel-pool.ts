import type { KernelLanguage } from '@heddle/model';
import { randomBytes } from 'node:crypto';
import { mkdir, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { KernelError } from './errors.js';
import { KernelConnection } from './kernel-connection.js';
import { DEFAULT_LIMITS, type KernelLimits } from './kernel-limits.js';
import type { PackageLayer } from './package-layer.js';
import type { Place } from './places/place.js';
import { sharedCellTransformer } from './typescript/cell-transformer.js';

export interface KernelPoolOptions {
  readonly place: Place;
  readonly language: KernelLanguage;
  /** Kernels kept ready. Each is a process that waits. */
  readonly size: number;
  /** Folder in which each kernel gets a new workspace. */
  readonly folder: string;
  /** All kernels work in `folder` itself. Default false. */
  readonly shared?: boolean;
  readonly limits?: Partial<KernelLimits>;
  readonly packages?: PackageLayer;
  /** Modules that Python kernels import beforehand, such as `pandas`; those that are missing are passed over. */
  readonly preload?: readonly string[];
}

/** A kernel that is ready and belongs to nobody yet. */
export interface WarmKernel {
  readonly connection: KernelConnection;
  /** Its own and empty, unless the pool's kernels share one. */
  readonly workspace: string;
}

/** Kernels started ahead of time: taking one costs nothing. A kernel is used by one session and never comes back. */
export class KernelPool {
  readonly #options: KernelPoolOptions;
  #ready: Promise<WarmKernel>[] = [];
  #closed = false;

  constructor(options: KernelPoolOptions) {
    this.#options = options;
    if (options.language === 'typescript') sharedCellTransformer();
    this.#fill();
  }

  /**
   * A kernel for `createKernel({ warm, ... })`; started now when none is ready.
   *
   * @throws {KernelError} `KERNEL_CLOSED`, or `KERNEL_START_FAILED`
   */
  async take(): Promise<WarmKernel> {
    if (this.#closed) throw new KernelError('KERNEL_CLOSED', 'The pool of kernels is closed. Create another one.');
    const next = this.#ready.shift() ?? this.#start();
    this.#fill();
    const warm = await next;
    return warm.connection.alive ? warm : this.take();
  }

  async close(): Promise<void> {
    this.#closed = true;
    const ready = this.#ready;
    this.#ready = [];
    await Promise.all(ready.map((kernel) => kernel.then((warm) => this.#discard(warm), () => {})));
  }

  #fill(): void {
    while (!this.#closed && this.#ready.length < this.#options.size) {
      const kernel = this.#start();
      // Whoever takes it hears of the failure; until then it is nobody's.
      kernel.catch(() => {});
      this.#ready.push(kernel);
    }
  }

  async #start(): Promise<WarmKernel> {
    const { place, language, limits, packages, shared, preload = [] } = this.#options;
    const folder = shared ? this.#options.folder : join(this.#options.folder, randomBytes(8).toString('hex'));
    await mkdir(folder, { recursive: true });
    const workspace = await realpath(folder);
    const connection = await KernelConnection.start(place, { language, workspace, limits: { ...DEFAULT_LIMITS, ...limits }, packages: packages?.folder });
    if (preload.length > 0) connection.send({ t: 'preload', modules: preload });
    return { connection, workspace };
  }

  async #discard({ connection, workspace }: WarmKernel): Promise<void> {
    await connection.kill({ reason: 'closed', detail: 'It was not needed.' });
    if (!this.#options.shared) await rm(workspace, { recursive: true, force: true });
  }
}
