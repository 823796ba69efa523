/** Why the store failed. Each is explained in `docs/errors.md`. */
export const STORE_ERROR_CODES = [
  'STORE_LOCKED', 'STORE_FULL', 'STORE_CLOSED', 'DISK_FULL', 'FOLDER_UNUSABLE', 'ENGINE_MISSING', 'ENGINE_FAILED', 'SCHEMA_NEWER', 'ARTIFACT_MISMATCH',
  'BAD_CURSOR', 'SQL_REFUSED', 'NORMALISE_RUNNING',
] as const;

export type StoreErrorCode = (typeof STORE_ERROR_CODES)[number];

/** A failure of the store itself. Callers branch on `code`; the message is one sentence for people. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'StoreError';
    this.code = code;
  }
}
