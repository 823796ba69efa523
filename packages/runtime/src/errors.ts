export type RuntimeErrorCode =
  | 'BAD_CONFIG' | 'NO_MODEL' | 'BAD_PLUGIN' | 'MCP_UNAVAILABLE' | 'BAD_REPLY' | 'BAD_FILE' | 'BUDGET_EXCEEDED' | 'SESSION_CLOSED' | 'SESSION_OPEN' | 'UNKNOWN_SESSION' | 'UNKNOWN_ROLE' | 'TOO_MANY_HOPS';

/** A failure of the runtime. Callers branch on `code`. */
export class RuntimeError extends Error {
  readonly code: RuntimeErrorCode;

  constructor(code: RuntimeErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RuntimeError';
    this.code = code;
  }
}
