export type SdkErrorCode = 'JOURNAL_FAILED' | 'BAD_SESSION_ID' | 'ARTIFACT_FAILED' | 'BAD_BACKEND';

/** A failure of the SDK itself. Callers branch on `code`. */
export class SdkError extends Error {
  readonly code: SdkErrorCode;

  constructor(code: SdkErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SdkError';
    this.code = code;
  }
}
