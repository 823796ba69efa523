export type ModelErrorCode =
  | 'MODEL_KEY_MISSING'
  | 'MODEL_AUTH'
  | 'MODEL_RATE_LIMITED'
  | 'MODEL_UNAVAILABLE'
  | 'MODEL_BAD_REQUEST'
  | 'MODEL_TIMEOUT'
  | 'MODEL_BAD_RESPONSE';

export interface ModelErrorOptions extends ErrorOptions {
  /** True when the same request may succeed later. */
  readonly retryable: boolean;
  /** How long the provider asked to be left alone. */
  readonly retryAfterMs?: number;
  /** HTTP status, when an answer came. */
  readonly status?: number;
}

/** A model that could not answer. Callers branch on `code` and try again only when `retryable`. Never holds a key or a prompt. */
export class ModelError extends Error {
  readonly code: ModelErrorCode;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  readonly status: number | undefined;

  constructor(code: ModelErrorCode, message: string, options: ModelErrorOptions) {
    super(message, options);
    this.name = 'ModelError';
    this.code = code;
    this.retryable = options.retryable;
    this.retryAfterMs = options.retryAfterMs;
    this.status = options.status;
  }
}
