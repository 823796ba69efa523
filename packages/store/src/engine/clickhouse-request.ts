/** One request of ClickHouse's HTTP interface, read but not run. */
export interface ClickHouseRequest {
  readonly queryId: string;
  readonly statement: string;
  /** Values for `{name:Type}`, escaped as the sender escaped them. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly settings: ReadonlyMap<string, string>;
  /** Present when the body is data for this table and not (part of) the statement. */
  readonly insert?: InsertTarget;
}

export interface InsertTarget {
  readonly table: string;
  readonly columns?: readonly string[];
  readonly format: InsertFormat;
}

const INSERT_FORMATS = ['JSONEachRow', 'JSONCompactEachRow', 'TabSeparated', 'CSV'] as const;
type InsertFormat = (typeof INSERT_FORMATS)[number];

/** URL parameters of the HTTP interface that are not settings of the engine. */
const NOT_SETTINGS: ReadonlySet<string> = new Set([
  'query', 'query_id', 'database', 'user', 'password', 'quota_key', 'role', 'session_timeout', 'session_check', 'close_session',
  'default_format', 'compress', 'decompress', 'buffer_size', 'wait_end_of_query', 'stacktrace', 'enable_http_compression',
  'http_zlib_compression_level',
]);

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Reads a request.
 *
 * @param url - the query string's parameters
 * @param form - fields of a multipart body, which may carry the statement and parameters instead of the URL
 * @param bodyText - the body when it is text of the statement; gives `undefined` for insert data
 * @returns the request, or a sentence saying why it is none
 * @see ClickHouse documentation, "HTTP Interface"
 */
export function parseClickHouseRequest(
  url: URLSearchParams,
  form: ReadonlyMap<string, string> | undefined,
  bodyText: () => string,
): ClickHouseRequest | string {
  const parameters = new Map<string, string>();
  const settings = new Map<string, string>();
  let inUrl = url.get('query') ?? '';
  for (const [name, value] of [...url, ...(form ?? [])]) {
    if (name === 'query') {
      inUrl = value;
    } else if (name.startsWith('param_')) {
      if (!IDENTIFIER.test(name)) return `${JSON.stringify(name)} is not the name of a query parameter.`;
      parameters.set(name.slice('param_'.length), value);
    } else if (name === 'session_id') {
      return 'The embedded engine keeps no sessions: leave session_id out.';
    } else if (name === 'database' && value !== 'default' && value !== '') {
      return `The embedded engine has one database: default. There is no ${JSON.stringify(value)}.`;
    } else if (!NOT_SETTINGS.has(name)) {
      if (!IDENTIFIER.test(name)) return `${JSON.stringify(name)} is not the name of a setting.`;
      settings.set(name, value);
    }
  }
  const queryId = url.get('query_id') ?? '';
  const insert = parseInsert(inUrl);
  if (insert) return { queryId, statement: inUrl, parameters, settings, insert };
  const statement = form ? inUrl : [inUrl, bodyText()].filter((part) => part !== '').join('\n');
  if (statement.trim() === '') return 'The request has no query.';
  return { queryId, statement, parameters, settings };
}

/** Reads `INSERT INTO table (columns) FORMAT name`, whose rows are the body; anything else gives `undefined`. */
function parseInsert(statement: string): InsertTarget | undefined {
  const match = /^\s*INSERT\s+INTO\s+(?:TABLE\s+)?([\w.`"]+)\s*(?:\(([^()]*)\))?\s*FORMAT\s+(\w+)\s*;?\s*$/i.exec(statement);
  const format = INSERT_FORMATS.find((name) => name === match?.[3]);
  if (!match || !format) return undefined;
  const columns = match[2]?.split(',').map(unquote);
  return { table: unquote(match[1]!), ...(columns && { columns }), format };
}

function unquote(name: string): string {
  return name.trim().replace(/[`"]/g, '');
}
