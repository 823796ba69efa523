import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import type { EngineClient } from './engine-client.js';

/** Where a ClickHouse server is. */
export interface ServerAddress {
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  readonly database?: string;
}

const REQUEST_TIMEOUT_MS = 120_000;

/** A client of a ClickHouse server. */
export function createServerClient(address: ServerAddress): EngineClient {
  const client = createClient({
    url: address.url,
    username: address.username ?? 'default',
    password: address.password ?? '',
    ...(address.database !== undefined && { database: address.database }),
    application: 'heddle',
    request_timeout: REQUEST_TIMEOUT_MS,
    max_open_connections: 16,
    use_multipart_params_auto: true,
    log: { level: ClickHouseLogLevel.OFF },
  });
  return {
    async ask(query, { parameters = {}, settings = {}, format } = {}) {
      const common = { query, query_params: { ...parameters }, clickhouse_settings: settings };
      if (format) return Buffer.from(await (await client.query({ ...common, format })).text());
      return buffer((await client.exec(common)).stream);
    },
    async insert(query, rows, settings) {
      const result = await client.exec({ query, values: Readable.from(rows, { objectMode: false }), clickhouse_settings: settings });
      result.stream.resume();
    },
    close: () => client.close(),
  };
}
