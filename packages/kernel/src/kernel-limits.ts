/** Bounds on what a kernel may take. */
export interface KernelLimits {
  /** Most milliseconds a cell may run; waiting for an approval does not count. */
  readonly cellTimeMs: number;
  /** How long an interrupted cell may take to stop before its kernel is killed. */
  readonly graceMs: number;
  /** How long a kernel may take to say that it is ready. */
  readonly startTimeMs: number;
  /** Most UTF-16 units kept of a cell's stdout and stderr together; the rest is dropped and marked. */
  readonly outputLength: number;
  /** Most bytes of one frame from the kernel. A larger one ends the kernel. */
  readonly frameBytes: number;
  /** Most bytes of a plugin's result as JSON. A larger one is an error in the code. */
  readonly resultBytes: number;
  /** Most bytes of an argument or a result that are kept whole, as an artifact, when its preview is abridged. */
  readonly payloadBytes: number;
  /** Memory of the kernel's processes together, in bytes. Enforced where the place can. */
  readonly memoryBytes: number;
  /** Processes and threads of a kernel. Enforced where the place can. */
  readonly processes: number;
  /** Processors a kernel may keep busy, in fractions too. Enforced where the user may make control groups. */
  readonly cpus: number;
  /** Most bytes of a workspace file that becomes an artifact. */
  readonly fileBytes: number;
  /** Most workspace files of one cell that become artifacts. */
  readonly filesPerCell: number;
}

export const DEFAULT_LIMITS: KernelLimits = {
  cellTimeMs: 120_000,
  graceMs: 2_000,
  startTimeMs: 20_000,
  outputLength: 1_000_000,
  frameBytes: 16 * 1024 * 1024,
  resultBytes: 64 * 1024 * 1024,
  payloadBytes: 8 * 1024 * 1024,
  memoryBytes: 2 * 1024 * 1024 * 1024,
  processes: 128,
  cpus: 2,
  fileBytes: 32 * 1024 * 1024,
  filesPerCell: 50,
};
