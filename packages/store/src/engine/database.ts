import { setImmediate } from 'node:timers/promises';
import type { ClickHouseSettings } from '@clickhouse/client';
import { StoreError } from '../errors.js';
import { createAttempts } from './attempts.js';
import { canReadFile } from './can-read-file.js';
import { createEngineClient } from './engine-client.js';
import type { EmbeddedEngineClient, EngineClient } from './engine-client.js';
import { createEngineSupervisor } from './engine-supervisor.js';
import { firstLine } from './first-line.js';
import { rowPieces } from './row-pieces.js';
import { readRowsFile } from './rows-file.js';
import type { RowsFile } from './rows-file.js';
import { createServerClient } from './server-client.js';
import type { ServerAddress } from './server-client.js';

/** The one way to the database, embedded or not. Values go in as parameters, never as text of the statement. */
export interface Database {
  readonly kind: 'embedded' | 'server';
  /** Rows of a SELECT, each an object; 64-bit integers are text. */
  query<Row>(statement: string, parameters?: Readonly<Record<string, unknown>>): Promise<Row[]>;
  /** Rows of a SELECT as lists beside their columns, for statements that may fail by themselves: it is tried once. */
  select(statement: string, parameters: Readonly<Record<string, unknown>>, settings: ClickHouseSettings): Promise<Selected>;
  /** Lines of the syntax tree of a statement, which is parsed and nothing more; special characters of literals are escaped. */
  syntaxTree(statement: string): Promise<readonly string[]>;
  /** Inserts rows that are already encoded, one JSONCompactEachRow line each, without line ends. */
  insert(table: string, columns: readonly string[], lines: readonly string[], options?: InsertOptions): Promise<void>;
  command(statement: string): Promise<void>;
  version(): Promise<string>;
  close(): Promise<void>;
}

export interface InsertOptions {
  /** Indexes of the table that are not made now: the embedded engine makes them when it merges the rows with others. Default: none. */
  readonly without?: readonly string[];
}

/** The embedded engine is on this machine and reads its files. */
export interface EmbeddedDatabase extends Database {
  /** Inserts the rows of a file. @returns how many rows the engine found in it */
  insertFile(table: string, file: RowsFile, options?: InsertOptions): Promise<number>;
}

interface Selected {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** 64-bit integers are text. */
  readonly rows: readonly (readonly unknown[])[];
  readonly rowsRead: number;
  readonly elapsedMs: number;
}

const SETTINGS: ClickHouseSettings = {
  // Old or future start times may touch any number of months; refusing them would lose their neighbours too.
  max_partitions_per_insert_block: '0',
  output_format_json_quote_64bit_integers: 1,
  // Decimals keep their digits, and infinities would not be JSON.
  output_format_json_quote_denormals: 0,
  // Answers are small: two more threads took longer to start than to write most of them.
  output_format_parallel_formatting: 0,
};

/**
 * Batches are our own making: a server that collects inserts, as new ones do by default, would only hold each of them up. One
 * thread for each, since there is always another insert or a query to run beside it: several took a fifth more work for the same rows.
 */
const INSERT_SETTINGS: ClickHouseSettings = { async_insert: 0, max_threads: 1, max_insert_threads: '1', input_format_parallel_parsing: 0 };
/** A setting that a server may be too old to know. */
const WITHOUT = 'exclude_materialize_skip_indexes_on_insert';

/** Older versions may have written the file, which names its columns: a new one has its default, and one that is no more is left out. */
const FILE_SETTINGS: ClickHouseSettings = { input_format_with_names_use_header: 1, input_format_skip_unknown_fields: 1 };

/** Opens the embedded engine on a folder. */
export async function createEmbeddedDatabase(directory: string): Promise<EmbeddedDatabase> {
  const supervisor = await createEngineSupervisor(directory);
  let client: EmbeddedEngineClient | undefined;
  let clientToken = '';

  /** The engine answers elsewhere after a restart. */
  async function currentClient(): Promise<EmbeddedEngineClient> {
    const { url, token } = await supervisor.address();
    // The token is another each time; the place may be the same.
    if (client && clientToken === token) return client;
    void client?.close();
    clientToken = token;
    client = createEngineClient({ url, token });
    return client;
  }

  const database = databaseOver('embedded', currentClient);
  const attempt = createAttempts(currentClient);

  async function insertFile(table: string, file: RowsFile, { without = [] }: InsertOptions = {}): Promise<number> {
    const { path, format, rows } = file;
    if (!canReadFile(path)) {
      const { columns, lines } = (await readRowsFile(file)) ?? { columns: [], lines: [] };
      await database.insert(table, columns, lines, { without });
      return lines.length;
    }
    return attempt(`Inserting ${rows} rows into ${table}`, (current) => current.run(
      `INSERT INTO ${table} FROM INFILE '${path.replace(/[\\']/g, '\\$&')}' FORMAT ${format}`,
      { ...SETTINGS, ...INSERT_SETTINGS, ...FILE_SETTINGS, ...leftOut(without) },
    ));
  }

  return {
    ...database,
    insertFile,
    version: async () => {
      await database.version(); // it answers now, not only when it started
      return (await supervisor.address()).version;
    },
    async close() {
      await client?.close();
      await supervisor.close();
    },
  };
}

/** Uses a ClickHouse server or cluster. */
export function createServerDatabase(address: ServerAddress): Database {
  const client = createServerClient(address);
  return { ...databaseOver('server', () => Promise.resolve(client)), close: () => client.close() };
}

function databaseOver(kind: Database['kind'], currentClient: () => Promise<EngineClient>): Omit<Database, 'close'> {
  const attempt = createAttempts(currentClient);

  async function query<Row>(statement: string, parameters: Readonly<Record<string, unknown>> = {}): Promise<Row[]> {
    return attempt('The query', (client) => client.rows<Row>(statement, { parameters, settings: SETTINGS }));
  }

  return {
    kind,
    query,
    async select(statement, parameters, settings) {
      const client = await currentClient();
      try {
        const { meta, data, statistics } = await client.table(statement, { parameters, settings: { ...SETTINGS, ...settings } });
        return { columns: meta, rows: data, rowsRead: statistics.rows_read, elapsedMs: statistics.elapsed * 1_000 };
      } catch (error) {
        throw new StoreError('ENGINE_FAILED', `The query failed: ${firstLine(error)}`, { cause: error });
      }
    },
    syntaxTree: (statement) => attempt('Reading the query', async (client) => {
      // A format, which other methods ask for, would become part of the explained statement.
      const tree = await client.text(`EXPLAIN AST ${statement}`, { settings: SETTINGS });
      return tree.split('\n');
    }),
    async insert(table, columns, lines, { without = [] } = {}) {
      if (lines.length === 0) return;
      const left = kind === 'server' ? {} : leftOut(without);
      await attempt(`Inserting ${lines.length} rows into ${table}`, (client) => client.insert(
        `INSERT INTO ${table} (${columns.join(', ')}) FORMAT JSONCompactEachRow`, inTurns(rowPieces(lines)), { ...SETTINGS, ...INSERT_SETTINGS, ...left },
      ));
    },
    async command(statement) {
      await attempt('The statement', (client) => client.text(statement, { settings: SETTINGS }));
    },
    async version() {
      const [row] = await query<{ version: string }>('SELECT version() AS version');
      return row?.version ?? '';
    },
  };
}

/** The event loop is free after each: a large insert keeps nobody waiting. */
async function* inTurns<Item>(items: Iterable<Item>): AsyncGenerator<Item, void, void> {
  for (const item of items) {
    yield item;
    await setImmediate();
  }
}

function leftOut(indexes: readonly string[]): ClickHouseSettings {
  return indexes.length === 0 ? {} : { [WITHOUT]: indexes.join(',') };
}
