import { timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { ChdbEngine, EngineAnswer } from './chdb-engine.js';
import { parseClickHouseRequest } from './clickhouse-request.js';
import { parseMultipartForm } from './multipart-form.js';

const MAX_BODY_BYTES = 512 * 1024 * 1024;
/** Queries that run at once; the others wait their turn. Each takes a thread of the pool, see `UV_THREADPOOL_SIZE`. */
const MAX_RUNNING = 8;

/**
 * Speaks ClickHouse's HTTP interface over an engine, as much of it as `@clickhouse/client` uses: queries with parameters
 * and settings, inserts, ping, gzip both ways, summary and exception headers. It listens on loopback only.
 *
 * @param token - every request must carry it as the password of user `default`
 */
export function createEngineFront(engine: ChdbEngine, token: string): Server {
  const authorization = Buffer.from(`Basic ${Buffer.from(`default:${token}`).toString('base64')}`);
  const turns = createTurns(MAX_RUNNING);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const given = Buffer.from(request.headers.authorization ?? '');
    if (given.length !== authorization.length || !timingSafeEqual(given, authorization)) {
      return refuse(response, 403, 516, 'Authentication failed: the password is the token of this engine. (AUTHENTICATION_FAILED)');
    }
    const url = new URL(request.url ?? '/', 'http://engine');
    if (url.pathname === '/ping') {
      response.end('Ok.\n');
      return;
    }
    let body = await readBody(request);
    if (request.headers['content-encoding'] === 'gzip') body = await promisify(gunzip)(body, { maxOutputLength: MAX_BODY_BYTES });
    const form = parseMultipartForm(request.headers['content-type'], body);
    const parsed = parseClickHouseRequest(url.searchParams, form, () => body.toString('utf8'));
    if (typeof parsed === 'string') return refuse(response, 400, 36, `${parsed} (BAD_ARGUMENTS)`);

    let result: EngineAnswer;
    await turns.take();
    try {
      result = parsed.insert && body.length > 0
        ? await engine.insert(parsed.insert, parsed.settings, body)
        : await engine.query(parsed);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return refuse(response, 500, Number(/Code: (\d+)/.exec(message)?.[1] ?? 1001), message);
    } finally {
      turns.give();
    }
    response.setHeader('X-ClickHouse-Query-Id', parsed.queryId);
    response.setHeader('X-ClickHouse-Summary', summary(result));
    const wantsGzip = url.searchParams.get('enable_http_compression') === '1'
      && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
    if (!wantsGzip) {
      response.end(result.bytes);
      return;
    }
    response.setHeader('Content-Encoding', 'gzip');
    response.end(await promisify(gzip)(result.bytes));
  }

  // Its clients are few and near, and close their connections themselves: one that is closed here may be in use again just then.
  const server = createServer({ maxHeaderSize: 1024 * 1024, keepAliveTimeout: 0 }, (request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else refuse(response, 400, 1001, error instanceof Error ? error.message : String(error));
    });
  });
  // A large insert may take its time; the sender decides how long it waits.
  server.requestTimeout = 0;
  return server;
}

function refuse(response: ServerResponse, status: number, code: number, message: string): void {
  response.statusCode = status;
  response.setHeader('X-ClickHouse-Exception-Code', String(code));
  response.end(message.startsWith('Code:') ? message : `Code: ${code}. DB::Exception: ${message}`);
}

function summary(answer: EngineAnswer): string {
  return JSON.stringify({
    read_rows: String(answer.readRows),
    read_bytes: String(answer.readBytes),
    written_rows: String(answer.writtenRows),
    written_bytes: '0',
    total_rows_to_read: '0',
    result_rows: '0',
    result_bytes: String(answer.bytes.length),
    elapsed_ns: String(answer.elapsedNs),
  });
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new Error(`The body is larger than ${MAX_BODY_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Lets `limit` callers go on at once, first come first served. */
function createTurns(limit: number): { take(): Promise<void>; give(): void } {
  let free = limit;
  const waiting: (() => void)[] = [];
  return {
    take() {
      if (free > 0) {
        free--;
        return Promise.resolve();
      }
      return new Promise((resolve) => waiting.push(resolve));
    },
    give() {
      const next = waiting.shift();
      if (next) next();
      else free++;
    },
  };
}
