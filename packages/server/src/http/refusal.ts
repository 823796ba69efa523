import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** A request that is answered with a status of 400 or more. The message is one sentence for whoever sent it. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: ContentfulStatusCode;
  /** For programs: `NOT_FOUND`, `QUERY_INVALID`, ... */
  readonly code: string;
  /** When sending the same again may succeed. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    status: ContentfulStatusCode, code: string, message: string,
    options: ErrorOptions & { readonly retryAfterSeconds?: number } = {},
  ) {
    super(message, options);
    this.status = status;
    this.code = code;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
