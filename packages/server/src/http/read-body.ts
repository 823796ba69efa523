import { Readable, pipeline } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { createGunzip, createInflate } from 'node:zlib';
import type { ByteBudget } from './byte-budget.js';
import { Refusal } from './refusal.js';

/** Output of one step of decompression. Larger than Node's 16 kB: fewer trips through its thread pool. */
const INFLATE_CHUNK_BYTES = 256 * 1024;

/** Content encodings that are understood. */
export const CONTENT_ENCODINGS = ['gzip', 'deflate', 'identity'] as const;

export interface ReadBodyOptions {
  /** Most bytes of the body, after decompression. */
  readonly maxBytes: number;
  /** Shared by all requests: past it, senders are asked to come back later. */
  readonly budget: ByteBudget;
}

/** A body in memory. Its bytes count against the budget until `release` is called. */
export interface Body {
  readonly bytes: Buffer;
  release(): void;
}

/**
 * Reads the body of a request, decompressed, never holding more than allowed.
 *
 * @throws {Refusal} 413 when it is too large, 415 for an unknown encoding, 400 when it does not decompress, 503 when too
 *   much is being read already
 */
export async function readBody(request: Request, { maxBytes, budget }: ReadBodyOptions): Promise<Body> {
  const tooLarge = () => new Refusal(413, 'TOO_LARGE', `The body is larger than ${maxBytes} bytes; send it in smaller batches.`);
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge();

  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  const release = () => {
    budget.giveBack(sizeBytes);
    sizeBytes = 0;
  };
  try {
    for await (const chunk of inflated(request) as AsyncIterable<Buffer>) {
      if (sizeBytes + chunk.length > maxBytes) throw tooLarge();
      if (!budget.take(chunk.length)) {
        throw new Refusal(503, 'BUSY', 'The server is reading as much as its memory allows; send this again in a moment.', {
          retryAfterSeconds: 1,
        });
      }
      sizeBytes += chunk.length;
      chunks.push(chunk);
    }
  } catch (error) {
    release();
    if (error instanceof Refusal) throw error;
    throw new Refusal(400, 'BODY_INVALID', `The body cannot be read: ${(error as Error).message}.`, { cause: error });
  }
  // Joining copies, and both live for a moment; one chunk is the common case and needs none.
  return { bytes: chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks), release };
}

function inflated(request: Request): Readable {
  const source = request.body === null ? Readable.from([]) : Readable.fromWeb(request.body as ReadableStream<Uint8Array>);
  const encoding = (request.headers.get('content-encoding') ?? 'identity').trim().toLowerCase();
  switch (encoding) {
    case 'identity':
    case '':
      return source;
    case 'gzip':
    case 'x-gzip':
      return pipeline(source, createGunzip({ chunkSize: INFLATE_CHUNK_BYTES }), () => {});
    case 'deflate':
      return pipeline(source, createInflate({ chunkSize: INFLATE_CHUNK_BYTES }), () => {});
    default:
      source.destroy();
      throw new Refusal(415, 'ENCODING_UNKNOWN', `Content-Encoding is ${JSON.stringify(encoding)}; send ${CONTENT_ENCODINGS.join(', ')}.`);
  }
}
