import { context } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const compress = promisify(gzip);

/** How a server took a request. */
export type Delivery =
  | { readonly kind: 'taken' }
  /** Worth another try: the server is down, busy or full. */
  | { readonly kind: 'later'; readonly problem: string; readonly afterMs?: number }
  /** Never to be taken: trying again would change nothing. */
  | { readonly kind: 'refused'; readonly problem: string };

export interface HeddleClientOptions {
  /** Base address of the server: `http://127.0.0.1:4318`. */
  readonly url: string;
  /** API key, when the server asks for one. */
  readonly apiKey?: string;
  readonly timeoutMs?: number;
}

/** Sends bodies to Heddle's server. Never throws, and its own requests are never traced. */
export class HeddleClient {
  readonly url: string;
  readonly #apiKey: string | undefined;
  readonly #timeoutMs: number;

  constructor(options: HeddleClientOptions) {
    this.url = options.url.replace(/\/+$/, '');
    this.#apiKey = options.apiKey;
    this.#timeoutMs = options.timeoutMs ?? 30_000;
  }

  async send(method: 'POST' | 'PUT', path: string, contentType: string, body: Uint8Array, headers: Record<string, string> = {}): Promise<Delivery> {
    const small = body.length < 1_024;
    const payload = small ? body : await compress(body, { level: 1 });
    return await context.with(suppressTracing(context.active()), async (): Promise<Delivery> => {
      try {
        const response = await fetch(this.url + path, {
          method,
          body: payload as Uint8Array<ArrayBuffer>,
          headers: {
            'content-type': contentType,
            ...(!small && { 'content-encoding': 'gzip' }),
            ...(this.#apiKey !== undefined && { authorization: `Bearer ${this.#apiKey}` }),
            ...headers,
          },
          signal: AbortSignal.timeout(this.#timeoutMs),
        });
        return await readDelivery(response);
      } catch (thrown: unknown) {
        return { kind: 'later', problem: `${this.url} does not answer (${reason(thrown)})` };
      }
    });
  }
}

async function readDelivery(response: Response): Promise<Delivery> {
  const text = (await response.text()).slice(0, 500);
  if (response.ok) return { kind: 'taken' };
  const problem = `the server answered ${response.status}: ${text}`;
  if (response.status === 429 || response.status >= 500) {
    const after = Number(response.headers.get('retry-after'));
    return { kind: 'later', problem, ...(after > 0 && { afterMs: after * 1_000 }) };
  }
  return { kind: 'refused', problem };
}

function reason(thrown: unknown): string {
  const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;
  return cause instanceof Error ? cause.message : String(cause);
}
