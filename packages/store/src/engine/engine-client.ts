import { randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { parseError } from '@clickhouse/client';
import type { ClickHouseSettings } from '@clickhouse/client';
import { parameterText } from './parameter-text.js';
import type { ParameterValue } from './parameter-text.js';
import { parseRows } from './parse-rows.js';

/** What a request to an engine says beside its statement. */
export interface EngineRequest {
  /** Values for `{name:Type}`. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly settings?: ClickHouseSettings;
}

/** An answer in the format JSONCompact. */
export interface TableAnswer {
  readonly meta: readonly { readonly name: string; readonly type: string }[];
  readonly data: readonly (readonly unknown[])[];
  readonly statistics: { readonly rows_read: number; readonly elapsed: number };
}

/** One way to an engine, which speaks ClickHouse's HTTP interface. */
export interface EngineClient {
  /** The rows of a SELECT as objects. @throws {ClickHouseError} what the engine says */
  rows<Row>(statement: string, request?: EngineRequest): Promise<Row[]>;
  /** The rows of a SELECT as lists, with what they are. @throws {ClickHouseError} what the engine says */
  table(statement: string, request?: EngineRequest): Promise<TableAnswer>;
  /** What a statement answers in the format of its own. @throws {ClickHouseError} what the engine says */
  text(statement: string, request?: EngineRequest): Promise<string>;
  /** Gives rows to a statement that inserts them. */
  insert(statement: string, rows: AsyncIterable<Buffer>, settings: ClickHouseSettings): Promise<void>;
  close(): Promise<void>;
}

/** A way to the embedded engine, which is on this machine. */
export interface EmbeddedEngineClient extends EngineClient {
  /** Runs a statement that inserts what it names itself. @returns how many rows it read. @throws {ClickHouseError} what the engine says */
  run(statement: string, settings: ClickHouseSettings): Promise<number>;
}

interface Answer {
  readonly bytes: Buffer;
  /** What the engine says it did, as JSON. */
  readonly summary: string;
}

const REQUEST_TIMEOUT_MS = 120_000;
const MAX_CONNECTIONS = 16;

/**
 * A client of the embedded engine, on loopback. That of the library is for servers far away: it waits a millisecond before each
 * request for connections that may have died and takes another for the rest, half of what a small query takes in all.
 */
export function createEngineClient({ url, token }: { readonly url: string; readonly token: string }): EmbeddedEngineClient {
  const agent = new Agent({ keepAlive: true, maxSockets: MAX_CONNECTIONS });
  const { hostname, port } = new URL(url);
  const authorization = `Basic ${Buffer.from(`default:${token}`).toString('base64')}`;
  // No value can hold it: nobody else knows it.
  const boundary = randomBytes(24).toString('hex');

  function post(path: string, body: string | AsyncIterable<Buffer>, contentType: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const sent = request({
        agent, hostname, port, method: 'POST', path, timeout: REQUEST_TIMEOUT_MS, headers: { authorization, 'content-type': contentType },
      });
      sent.once('timeout', () => sent.destroy(new Error(`The database engine did not answer within ${REQUEST_TIMEOUT_MS / 1_000} s.`)));
      sent.once('error', reject);
      sent.once('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', reject);
        response.once('end', () => {
          const bytes = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
          if (response.statusCode === 200) resolve({ bytes, summary: String(response.headers['x-clickhouse-summary'] ?? '{}') });
          else reject(parseError(bytes.toString('utf8')));
        });
      });
      if (typeof body === 'string') sent.end(body);
      else pipeline(body, sent).catch(reject);
    });
  }

  function ask(statement: string, { parameters = {}, settings = {} }: EngineRequest): Promise<Answer> {
    const fields: readonly (readonly [string, string])[] = [
      ['query', statement],
      ...Object.entries(parameters).map(([name, value]) => [`param_${name}`, parameterText(value as ParameterValue)] as const),
    ];
    const body = fields.map(([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join('');
    return post(`/?${settingsText(settings)}`, `${body}--${boundary}--\r\n`, `multipart/form-data; boundary=${boundary}`);
  }

  return {
    rows: async <Row>(statement: string, asked: EngineRequest = {}) => parseRows<Row>((await ask(`${statement}\nFORMAT JSONEachRow`, asked)).bytes),
    table: async (statement, asked = {}) => JSON.parse((await ask(`${statement}\nFORMAT JSONCompact`, asked)).bytes.toString('utf8')) as TableAnswer,
    text: async (statement, asked = {}) => (await ask(statement, asked)).bytes.toString('utf8'),
    async insert(statement, rows, settings) {
      await post(`/?${settingsText(settings)}&query=${encodeURIComponent(statement)}`, rows, 'application/octet-stream');
    },
    async run(statement, settings) {
      const { summary } = await ask(statement, { settings });
      return Number((JSON.parse(summary) as { read_rows?: string }).read_rows ?? 0);
    },
    close() {
      agent.destroy();
      return Promise.resolve();
    },
  };
}

function settingsText(settings: ClickHouseSettings): string {
  return new URLSearchParams(Object.entries(settings).map(([name, value]): [string, string] => [name, String(value)])).toString();
}
