import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import type { EngineClient, EngineRequest } from './engine-client.js';

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
    // The library knows errors that come after the first rows.
    rows: async <Row>(statement: string, request: EngineRequest = {}) => (
      (await client.query({ ...asked(statement, request), format: 'JSONEachRow' })).json<Row>()
    ),
    async table(statement, request = {}) {
      const result = await client.query({ ...asked(statement, request), format: 'JSONCompact' });
      const { meta = [], data, statistics } = await result.json<readonly unknown[]>();
      return { meta, data, statistics: { rows_read: statistics?.rows_read ?? 0, elapsed: statistics?.elapsed ?? 0 } };
    },
    text: async (statement, request = {}) => text((await client.exec(asked(statement, request))).stream),
    async insert(query, rows, settings) {
      const result = await client.exec({ query, values: Readable.from(rows, { objectMode: false }), clickhouse_settings: settings });
      result.stream.resume();
    },
    close: () => client.close(),
  };
}

function asked(query: string, { parameters = {}, settings = {} }: EngineRequest) {
  return { query, query_params: { ...parameters }, clickhouse_settings: settings };
}
