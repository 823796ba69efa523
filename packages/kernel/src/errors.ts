export type KernelErrorCode =
  | 'PLACE_UNAVAILABLE' | 'SANDBOX_REQUIRED' | 'KERNEL_START_FAILED' | 'KERNEL_CLOSED' | 'BAD_PLUGIN_NAME' | 'PACKAGES_FAILED';

/** A failure of a kernel that its user could not have met as a cell's outcome. Callers branch on `code`. */
export class KernelError extends Error {
  readonly code: KernelErrorCode;

  constructor(code: KernelErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'KernelError';
    this.code = code;
  }
}
