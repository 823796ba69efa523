import { context } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const compress = promisify(gzip);

/** Bodies below this are not worth compressing. */
const SMALL_BYTES = 1_024;

/** How a server took a request. */
export type Delivery =
  | { readonly kind: 'taken'; readonly body: Uint8Array }
  /** Worth another try: the server is down, busy or full. */
  | { readonly kind: 'later'; readonly problem: string; readonly afterMs?: number }
  /** Never to be taken: trying again would change nothing. */
  | { readonly kind: 'refused'; readonly problem: string; readonly status: number };

export interface DeliveryRequest {
  readonly method: 'POST' | 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Default 30 s. */
  readonly timeoutMs?: number;
  /** Default `gzip`. */
  readonly compression?: 'gzip' | 'none';
}

/** Sends a body. Never throws, follows no redirect (it could lead prompts and keys elsewhere), and is never traced itself. */
export async function deliver({ method, url, headers, body, timeoutMs = 30_000, compression = 'gzip' }: DeliveryRequest): Promise<Delivery> {
  const plain = compression === 'none' || body.length < SMALL_BYTES;
  const payload = plain ? body : await compress(body, { level: 1 });
  return await context.with(suppressTracing(context.active()), async (): Promise<Delivery> => {
    try {
      const response = await fetch(url, {
        method,
        body: payload as Uint8Array<ArrayBuffer>,
        headers: { ...headers, ...(!plain && { 'content-encoding': 'gzip' }) },
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      });
      return await readDelivery(response);
    } catch (thrown: unknown) {
      return { kind: 'later', problem: `${url} does not answer (${reason(thrown)})` };
    }
  });
}

async function readDelivery(response: Response): Promise<Delivery> {
  const body = new Uint8Array(await response.arrayBuffer());
  if (response.ok) return { kind: 'taken', body };
  const problem = `the server answered ${response.status}: ${Buffer.from(body.subarray(0, 500)).toString()}`;
  if (response.status === 408 || response.status === 429 || response.status >= 500) {
    const after = Number(response.headers.get('retry-after'));
    return { kind: 'later', problem, ...(after > 0 && { afterMs: after * 1_000 }) };
  }
  return { kind: 'refused', problem, status: response.status };
}

function reason(thrown: unknown): string {
  const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;
  return cause instanceof Error ? cause.message : String(cause);
}
