/** Answer of `GET /api/health`; HTTP 200 when `ok`, else 503. */
export interface Health {
  readonly status: 'ok' | 'starting' | 'failing' | 'stopping';
  readonly version: string;
  /** One sentence when something is wrong. */
  readonly problem?: string;
  readonly engine: { readonly kind: 'embedded' | 'server'; readonly version: string };
  readonly uptimeMs: number;
}

/** Body of every answer with a status of 400 or more. */
export interface ApiError {
  readonly error: { readonly code: string; readonly message: string };
}
