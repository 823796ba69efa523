import { ClickHouseError } from '@clickhouse/client';
import type { ClickHouseSettings } from '@clickhouse/client';
import type { Database } from '../engine/database.js';
import { StoreError } from '../errors.js';
import { checkQuery } from './check-query.js';
import { SQL_TABLE_NAMES, projectFilters, projectTables } from './sql-tables.js';
import { sqlTokens } from './sql-tokens.js';
import { parseSyntaxTree } from './syntax-tree.js';

/** What a query of a user gives. */
export interface SqlResult {
  /** In the order of the values of each row; types as ClickHouse names them. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** 64-bit integers are numbers where those are exact, and text otherwise. */
  readonly rows: readonly (readonly unknown[])[];
  readonly rowsRead: number;
  readonly elapsedMs: number;
  /** True when there are more rows than were asked for. */
  readonly truncated: boolean;
}

const MAX_SQL_ROWS = 10_000;
const STANDARD_ROWS = 1_000;

/** Queries that may wait for the one that runs: each may take the time below. */
const MAX_WAITING = 8;

const LIMITS: ClickHouseSettings = {
  max_execution_time: 10,
  // The time is looked at between blocks.
  max_block_size: '8192',
  timeout_overflow_mode: 'throw',
  max_memory_usage: '500000000',
  max_threads: 2,
  max_rows_to_read: '200000000',
  max_bytes_to_read: '50000000000',
  max_result_bytes: '32000000',
  max_ast_depth: '200',
  max_ast_elements: '5000',
  max_expanded_ast_elements: '50000',
  max_subquery_depth: '20',
  // What does not fit into memory fails; nothing is written to disk for it.
  max_bytes_before_external_group_by: '0',
  max_bytes_before_external_sort: '0',
  max_bytes_ratio_before_external_group_by: 0,
  max_bytes_ratio_before_external_sort: 0,
};

/**
 * Conditions of the query are looked at after the one on the project, never before or together with it: an expression that
 * fails on certain values would otherwise tell what is in rows of other projects.
 */
const PROJECT_FIRST = { query_plan_filter_push_down: 0, query_plan_merge_filters: 0, optimize_move_to_prewhere: 0 } as ClickHouseSettings;

/**
 * Errors of the engine that speak of the query alone. Others may quote values out of rows.
 * @see ClickHouse `src/Common/ErrorCodes.cpp`
 */
const SPOKEN_ERRORS: ReadonlySet<string> = new Set([
  'SYNTAX_ERROR', 'UNKNOWN_IDENTIFIER', 'UNKNOWN_FUNCTION', 'UNKNOWN_TABLE', 'UNKNOWN_TYPE', 'UNKNOWN_AGGREGATE_FUNCTION',
  'NUMBER_OF_ARGUMENTS_DOESNT_MATCH', 'ILLEGAL_TYPE_OF_ARGUMENT', 'ILLEGAL_AGGREGATION', 'NOT_AN_AGGREGATE', 'TYPE_MISMATCH', 'NO_COMMON_TYPE',
  'AMBIGUOUS_IDENTIFIER', 'AMBIGUOUS_COLUMN_NAME', 'ILLEGAL_COLUMN', 'UNION_ALL_RESULT_STRUCTURES_MISMATCH', 'INVALID_JOIN_ON_EXPRESSION',
  'NOT_IMPLEMENTED', 'UNSUPPORTED_METHOD', 'MULTIPLE_EXPRESSIONS_FOR_ALIAS', 'INCORRECT_RESULT_OF_SCALAR_SUBQUERY',
  'TIMEOUT_EXCEEDED', 'MEMORY_LIMIT_EXCEEDED', 'TOO_MANY_ROWS', 'TOO_MANY_BYTES', 'TOO_MANY_ROWS_OR_BYTES', 'TOO_DEEP_AST', 'TOO_BIG_AST',
  'TOO_DEEP_SUBQUERIES', 'TOO_SLOW',
]);

/** Runs queries that users wrote, one at a time. */
export function createSqlReader(database: Database) {
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();

  return {
    /**
     * One SELECT over the project's rows.
     *
     * @param options.limit - most rows; default 1,000, at most 10,000
     * @throws {StoreError} `SQL_REFUSED` when it is anything else, or wrong, or goes over a limit; `STORE_FULL` when too many wait
     */
    run(project: string, statement: string, options: { readonly limit?: number } = {}): Promise<SqlResult> {
      if (waiting > MAX_WAITING) {
        return Promise.reject(new StoreError('STORE_FULL', `${MAX_WAITING} SQL queries wait already; ask again in a few seconds.`));
      }
      waiting++;
      const result = last.then(() => runSql(database, project, statement, options)).finally(() => waiting--);
      last = result.catch(() => undefined);
      return result;
    },
  };
}

async function runSql(database: Database, project: string, statement: string, options: { readonly limit?: number }): Promise<SqlResult> {
  const limit = Math.min(Math.max(Math.trunc(options.limit ?? STANDARD_ROWS), 1), MAX_SQL_ROWS);
  const read = sqlTokens(statement);
  if (read.kind === 'refused') throw refused(read.reason);
  const query = read.tokens.join(' ');
  const tables = await tablesNamedBy(database, query);
  const [own] = await database.query<{ database: string; tables: readonly string[] }>(
    'SELECT currentDatabase() AS database, (SELECT groupArray(name) FROM system.tables WHERE database = currentDatabase()) AS tables',
  );
  const others = own!.tables.filter((name) => !SQL_TABLE_NAMES.has(name));
  // Any other name can only be that of a subquery.
  const foreign = others.find((name) => tables.has(name));
  if (foreign !== undefined) throw refused(`The table ${foreign} is not open to queries; there are ${[...SQL_TABLE_NAMES].join(', ')}.`);
  try {
    const found = await database.select(
      `WITH ${projectTables(own!.database)}\nSELECT * FROM (\n${query}\n) LIMIT {rows:UInt32}`,
      { project, rows: limit + 1 },
      { ...LIMITS, ...PROJECT_FIRST, additional_table_filters: projectFilters(project, others) as never, readonly: '1' },
    );
    return {
      ...found,
      rows: found.rows.slice(0, limit).map((row) => row.map((value, index) => exactNumber(value, found.columns[index]?.type ?? ''))),
      truncated: found.rows.length > limit,
    };
  } catch (error) {
    throw refusalOfEngine(error);
  }
}

async function tablesNamedBy(database: Database, query: string): Promise<ReadonlySet<string>> {
  let lines: readonly string[];
  try {
    lines = await database.syntaxTree(query);
  } catch (error) {
    throw refusalOfEngine(error);
  }
  const tree = parseSyntaxTree(lines);
  if (tree === undefined) throw refused('The query cannot be checked; write it more plainly.');
  const check = checkQuery(tree);
  if (check.kind === 'refused') throw refused(check.reason);
  return check.tables;
}

function refusalOfEngine(error: unknown): unknown {
  const cause = error instanceof StoreError ? error.cause : undefined;
  if (!(cause instanceof ClickHouseError)) return error;
  const type = cause.type ?? `code ${cause.code}`;
  if (!SPOKEN_ERRORS.has(type)) {
    return refused(`The query fails on its data (${type}); look at the types, and prefer functions such as toInt64OrNull.`, { cause });
  }
  const [said = ''] = cause.message.replace(/^[\s\S]*?DB::Exception: /, '').split(/[:.] (?:[Ww]hile |In scope|In query|Maybe you meant|Expected one of)|\n/);
  return refused(`The query is refused by the engine: ${said.slice(0, 300).replace(/[.\s]+$/, '')} (${type}).`, { cause });
}

function refused(message: string, options?: { readonly cause?: unknown }): StoreError {
  return new StoreError('SQL_REFUSED', message, options);
}

const INTEGER_64 = /^(?:Nullable\(|LowCardinality\()*U?Int64\)*$/;

function exactNumber(value: unknown, type: string): unknown {
  if (typeof value !== 'string' || !INTEGER_64.test(type)) return value;
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}
