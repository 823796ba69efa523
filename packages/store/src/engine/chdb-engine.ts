import { join } from 'node:path';
import type { Session } from 'chdb';
import { canReadFile } from './can-read-file.js';
import type { ClickHouseRequest, InsertTarget } from './clickhouse-request.js';
import { createConnections } from './connections.js';
import { createInsertFiles } from './insert-files.js';

export interface EngineAnswer {
  readonly bytes: Uint8Array;
  readonly readRows: number;
  readonly readBytes: number;
  readonly writtenRows: number;
  readonly elapsedNs: number;
}

/** ClickHouse inside this process, on one folder. */
export interface ChdbEngine {
  readonly version: string;
  query(request: Pick<ClickHouseRequest, 'statement' | 'parameters' | 'settings'>): Promise<EngineAnswer>;
  insert(target: InsertTarget, settings: ReadonlyMap<string, string>, body: Uint8Array): Promise<EngineAnswer>;
  close(): Promise<void>;
}

/** Bytes of rows from which they go to the engine in a file: written into the statement, the engine reads them several times over. */
const MIN_FILE_BYTES = 128 * 1024;

/**
 * Opens the folder; the engine locks it against other processes.
 *
 * Questions share connections on which the same settings were made: to open one and make them takes a twelfth of a small question.
 * Parameters of an earlier one stay there, so it has to give all its own. Everything else has a connection to itself: inserts, long
 * parameters, which would be copied from then on, and above all statements that hold what someone wrote.
 */
export async function createChdbEngine(directory: string): Promise<ChdbEngine> {
  const { Session, drainPending } = await import('chdb');
  // Held open for the whole life: the engine would shut down with its last connection.
  const anchor = new Session(directory);
  const files = await createInsertFiles(join(directory, 'inserts'));
  const version = (await anchor.queryAsync('SELECT version()', { format: 'TabSeparated' })).text().trim();
  const connections = createConnections(() => new Session(directory));
  return {
    version,
    query({ statement, parameters, settings }) {
      const set = setStatements(parameters, new Map());
      return isOwnSelect(statement, settings) && hasAll(parameters, statement) && set.length <= LONG_STATEMENT
        ? connections.after(setStatements(new Map(), settings), (connection) => answer(connection, set + statement))
        : connections.once((connection) => answer(connection, setStatements(parameters, settings) + statement));
    },
    insert: (target, settings, body) => connections.once(async (connection) => {
      if (body.length >= MIN_FILE_BYTES && canReadFile(directory)) {
        return files.with(body, async (path) => {
          const statement = `${setStatements(new Map(), settings)}${insertStatement(target, path)}`;
          const result = await connection.queryAsync(statement, { format: 'TabSeparated' });
          if (result.rowsRead === 0) throw new Error(`The engine read no rows from ${path}.`);
          return {
            bytes: new Uint8Array(), readRows: 0, readBytes: body.length, writtenRows: result.rowsRead,
            elapsedNs: Math.round(result.elapsed * 1e9),
          };
        });
      }
      const summary = await connection.insert({
        table: target.table,
        ...(target.columns && { columns: target.columns }),
        format: target.format,
        values: body,
        settings: Object.fromEntries(settings),
      });
      return {
        bytes: new Uint8Array(),
        readRows: 0,
        readBytes: summary.bytesSent,
        writtenRows: summary.rowsWritten,
        elapsedNs: Math.round(summary.elapsed * 1e9),
      };
    }),
    async close() {
      await drainPending();
      connections.close();
      anchor.close();
      await drainPending();
      await files.close();
    },
  };
}

async function answer(connection: Session, statement: string): Promise<EngineAnswer> {
  const result = await connection.queryAsync(statement, { format: 'TabSeparated' });
  return {
    bytes: result.bytes(),
    readRows: result.rowsRead,
    readBytes: result.bytesRead,
    writtenRows: 0,
    elapsedNs: Math.round(result.elapsed * 1e9),
  };
}

/** A SELECT of ours sets nothing itself; those that others wrote stand in a statement that begins otherwise, and are `readonly`. */
function isOwnSelect(statement: string, settings: ReadonlyMap<string, string>): boolean {
  return statement.startsWith('SELECT') && !settings.has('readonly');
}

/** True when no parameter could be that of an earlier question. */
function hasAll(parameters: ReadonlyMap<string, string>, statement: string): boolean {
  return [...statement.matchAll(/\{\s*(\w+)\s*:/g)].every(([, name]) => parameters.has(name!));
}

/**
 * What is set before a query, in one statement: each of its own would cost as much as a small query. Parameter values arrive
 * escaped as the HTTP interface wants them (TabSeparated), which is also what the engine expects in `SET param_x`. `readonly` comes
 * last: nothing can be set after it.
 */
function setStatements(parameters: ReadonlyMap<string, string>, settings: ReadonlyMap<string, string>): string {
  const assignments: string[] = [];
  for (const [name, value] of parameters) assignments.push(`param_${name}=${quote(value)}`);
  for (const [name, value] of settings) if (name !== 'readonly') assignments.push(`${name}=${quote(value)}`);
  const readonly = settings.get('readonly');
  return [
    // Lists of ids may be longer than a statement is by default.
    ...(assignments.reduce((length, { length: more }) => length + more, 0) > LONG_STATEMENT ? [`SET max_query_size=${MAX_STATEMENT_BYTES}; `] : []),
    ...(assignments.length === 0 ? [] : [`SET ${assignments.join(', ')}; `]),
    ...(readonly === undefined ? [] : [`SET readonly=${quote(readonly)}; `]),
  ].join('');
}

/** Characters of a statement that certainly fit into the 256 KiB that the engine takes by default, and bytes that it takes when told so. */
const LONG_STATEMENT = 50_000;
const MAX_STATEMENT_BYTES = 512 * 1024 * 1024;

function insertStatement({ table, columns, format }: InsertTarget, path: string): string {
  const names = columns && `(${columns.map(quoteName).join(', ')})`;
  return ['INSERT INTO', table.split('.').map(quoteName).join('.'), names, `FROM INFILE ${quote(path)} FORMAT ${format}`].filter(Boolean).join(' ');
}

function quoteName(name: string): string {
  return `\`${name.replace(/\\/g, '\\\\').replace(/`/g, '\\`')}\``;
}

function quote(value: string): string {
  return `'${value.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`;
}
