import { Readable } from 'node:stream';
import type { Transform } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { createGunzip, createInflate } from 'node:zlib';
import type { ByteBudget } from './byte-budget.js';
import { GrowingBytes } from './growing-bytes.js';
import { HeldBytes } from './held-bytes.js';
import { incomingOf } from './incoming.js';
import { inflateZstd } from './inflate-zstd.js';
import type { ReadAhead } from './read-ahead.js';
import { Refusal } from './refusal.js';
import type { BufferPool, Turns } from '@heddle/store';

/** Output of one step of decompression. Larger than Node's 16 kB: fewer trips through its thread pool. */
const INFLATE_CHUNK_BYTES = 256 * 1024;

/** Content encodings that are understood. */
const CONTENT_ENCODINGS = ['gzip', 'deflate', 'zstd', 'identity'] as const;

export interface ReadBodyOptions {
  /** Most bytes of the body, after decompression. */
  readonly maxBytes: number;
  /** Shared by all requests: past it, senders are asked to come back later. */
  readonly budget: ByteBudget;
  /** Where their memory comes from. */
  readonly pool: BufferPool;
  /** Where long ones wait for others. */
  readonly readAhead: ReadAhead;
  /** Where work runs that would block the event loop. */
  readonly turns: Turns;
}

/** A body in memory. It counts against the budget until `release` is called; then its memory is for others to write into. */
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
export async function readBody(request: Request, options: ReadBodyOptions): Promise<Body> {
  const declaredBytes = Number(request.headers.get('content-length') ?? 0);
  if (declaredBytes > options.maxBytes) throw tooLarge(options.maxBytes);
  const leave = await options.readAhead.enter(declaredBytes);
  try {
    const body = await readAtOnce(request, declaredBytes, options);
    return {
      bytes: body.bytes,
      release() {
        body.release();
        leave();
      },
    };
  } catch (error) {
    leave();
    throw error;
  }
}

async function readAtOnce(request: Request, declaredBytes: number, { maxBytes, turns, ...memory }: ReadBodyOptions): Promise<Body> {
  const encoding = contentEncoding(request);
  const pile = new BodyPile(maxBytes, memory, encoding === 'identity' || encoding === 'zstd' ? declaredBytes : 0);
  try {
    await fill(pile, inflated(request, encoding), maxBytes);
    if (encoding !== 'zstd') return pile;
    const whole = new BodyPile(maxBytes, memory);
    try {
      await turns.run(inflateZstd(pile.bytes, (chunk) => whole.add(chunk)));
    } catch (error) {
      whole.release();
      throw error;
    }
    pile.release();
    return whole;
  } catch (error) {
    pile.release();
    if (error instanceof Refusal) throw error;
    throw new Refusal(400, 'BODY_INVALID', `The body cannot be read: ${(error as Error).message}.`, { cause: error });
  }
}

/**
 * Reads a body to its end. One that is refused is read on without being kept: to leave off would cut the connection, and the sender
 * would see that instead of the refusal.
 */
async function fill(pile: BodyPile, chunks: AsyncIterable<Buffer>, maxDroppedBytes: number): Promise<void> {
  let refusal: Refusal | undefined;
  let droppedBytes = 0;
  for await (const chunk of chunks) {
    if (refusal !== undefined) {
      droppedBytes += chunk.length;
      if (droppedBytes > maxDroppedBytes) break;
      continue;
    }
    try {
      pile.add(chunk);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refusal = error;
      pile.release();
    }
  }
  if (refusal !== undefined) throw refusal;
}

/** A body as it comes in, counted against its own limit and, with all the memory that it takes, against the budget of all. */
class BodyPile implements Body {
  readonly #maxBytes: number;
  readonly #held: HeldBytes;
  readonly #received: GrowingBytes;

  constructor(maxBytes: number, { budget, pool }: Pick<ReadBodyOptions, 'budget' | 'pool'>, expectedBytes = 0) {
    this.#maxBytes = maxBytes;
    this.#held = new HeldBytes(budget);
    this.#received = new GrowingBytes(pool, expectedBytes);
  }

  add(chunk: Buffer): void {
    if (this.#received.sizeBytes + chunk.length > this.#maxBytes) throw tooLarge(this.#maxBytes);
    this.#held.add(this.#received.heldWith(chunk.length) - this.#held.sizeBytes);
    this.#received.add(chunk);
  }

  get bytes(): Buffer {
    return this.#received.bytes;
  }

  release(): void {
    this.#held.release();
    this.#received.release();
  }
}

function tooLarge(maxBytes: number): Refusal {
  return new Refusal(413, 'TOO_LARGE', `The body is larger than ${maxBytes} bytes; send it in smaller batches.`);
}

function contentEncoding(request: Request): string {
  return (request.headers.get('content-encoding') ?? '').trim().toLowerCase() || 'identity';
}

function inflated(request: Request, encoding: string): Readable {
  switch (encoding) {
    case 'identity':
    case 'zstd': // decompressed afterwards, as a whole
      return sourceOf(request);
    case 'gzip':
    case 'x-gzip':
      return through(sourceOf(request), createGunzip({ chunkSize: INFLATE_CHUNK_BYTES }));
    case 'deflate':
      return through(sourceOf(request), createInflate({ chunkSize: INFLATE_CHUNK_BYTES }));
    default:
      throw new Refusal(415, 'ENCODING_UNKNOWN', `Content-Encoding is ${JSON.stringify(encoding)}; send ${CONTENT_ENCODINGS.join(', ')}.`);
  }
}

/** What does not decompress is read on all the same: a source that is left off cuts the connection before the refusal is out. */
function through(source: Readable, inflater: Transform): Readable {
  source.once('error', (error) => inflater.destroy(error));
  inflater.once('close', () => {
    source.unpipe(inflater);
    source.resume();
  });
  return source.pipe(inflater);
}

function sourceOf(request: Request): Readable {
  return incomingOf(request) ?? webSource(request);
}

function webSource({ body }: Request): Readable {
  return body === null ? Readable.from([]) : Readable.fromWeb(body as ReadableStream<Uint8Array>);
}
