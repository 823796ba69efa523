import createFetchClient from 'openapi-fetch';
import type { paths } from './openapi.js';

export interface ClientOptions {
  /** Where the server is: `http://127.0.0.1:4318`. */
  readonly baseUrl: string;
  /** Needed where the server asks for a key; its scopes decide what may be called. */
  readonly apiKey?: string;
  /** Takes the place of the global `fetch`. */
  readonly fetch?: (request: Request) => Promise<Response>;
}

/**
 * A client of a Heddle server whose addresses, parameters and answers are typed as the server describes them.
 *
 * Each call gives `data`, or `error` as the server said it (`error.error.code`, `error.error.message`), and `response`.
 * It rejects only when there is no answer at all.
 *
 * @example
 * ```ts
 * const heddle = createClient({ baseUrl: 'http://127.0.0.1:4318' });
 * const { data, error } = await heddle.GET('/sessions', { params: { query: { limit: 10, status: 'error' } } });
 * if (error) throw new Error(error.error.message);
 * for (const session of data.sessions) console.log(session.title, session.totals.costUsd);
 * ```
 */
export function createClient({ baseUrl, apiKey, fetch }: ClientOptions) {
  return createFetchClient<paths>({
    baseUrl: `${baseUrl.replace(/\/+$/, '')}/api`,
    headers: { accept: 'application/json', ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }) },
    ...(fetch && { fetch }),
  });
}

/** What {@link createClient} gives. */
export type HeddleClient = ReturnType<typeof createClient>;
