import type { Database } from '../engine/database.js';
import { StoreError } from '../errors.js';
import { onCluster } from './engine-line.js';
import type { EngineKind } from './engine-line.js';
import {
  API_KEYS, ARTIFACTS, ATTRIBUTE_INDEX, CONTENTS, EVENTS, LOGS, MIGRATIONS_TABLE, PROJECTS, RESOLVED_COLUMNS, RESOLVER_PROGRESS, SEARCH_INDEX, SPANS,
  SPAN_RESOLUTIONS, TRACES, TRACE_INDEX, addColumnStatements, addIndexStatement, createTableStatement, settingsStatement,
} from './tables.js';

/** One step from one shape of the database to the next. Its statements may be run again after half of them ran. */
interface Migration {
  readonly version: number;
  statements(engine: EngineKind): readonly string[];
}

const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    statements: (engine) => [SPANS, CONTENTS, LOGS, EVENTS, ARTIFACTS, TRACES, SPAN_RESOLUTIONS, RESOLVER_PROGRESS]
      .map((table) => createTableStatement(table, engine)),
  },
  {
    version: 2,
    statements: (engine) => [PROJECTS, API_KEYS].map((table) => createTableStatement(table, engine)),
  },
  {
    version: 3,
    statements: (engine) => [
      ...addColumnStatements(SPANS, ['attributes', 'search_text'], engine),
      addIndexStatement(SPANS, SEARCH_INDEX, engine),
      ...addColumnStatements(SPAN_RESOLUTIONS, Object.keys(RESOLVED_COLUMNS), engine),
      // Made from the spans, and made again by the resolver, now with all columns.
      ...[RESOLVER_PROGRESS, SPAN_RESOLUTIONS, TRACES].map((table) => `TRUNCATE TABLE ${table.name}${onCluster(engine)}`),
    ],
  },
  {
    version: 4,
    // Rows that are there already get it when their parts are merged.
    statements: (engine) => [addIndexStatement(SPANS, ATTRIBUTE_INDEX, engine)],
  },
  {
    version: 5,
    statements: (engine) => addColumnStatements(SPANS, ['computed_cost_usd', 'price_table'], engine),
  },
  {
    version: 6,
    // Spans are not found by the words of logs that were there before.
    statements: (engine) => [...addColumnStatements(LOGS, ['search_text'], engine), addIndexStatement(LOGS, SEARCH_INDEX, engine)],
  },
  {
    version: 7,
    statements: (engine) => [SPANS, CONTENTS, LOGS, EVENTS, TRACES, SPAN_RESOLUTIONS].map((table) => settingsStatement(table, engine)),
  },
  {
    version: 8,
    // Rows that are there already get the index in the background; until then a trace is found by looking at every id.
    statements: (engine) => [
      addIndexStatement(SPANS, TRACE_INDEX, engine),
      `ALTER TABLE spans${onCluster(engine)} MATERIALIZE INDEX trace_rows`,
      `ALTER TABLE spans${onCluster(engine)} DROP INDEX IF EXISTS trace_index`,
    ],
  },
  {
    version: 9,
    // As above. Which row counts is asked of the spans until their traces are resolved again.
    statements: (engine) => [
      addIndexStatement(SPANS, ATTRIBUTE_INDEX, engine),
      `ALTER TABLE spans${onCluster(engine)} MATERIALIZE INDEX attribute_pairs`,
      `ALTER TABLE spans${onCluster(engine)} DROP INDEX IF EXISTS attribute_index`,
      ...addColumnStatements(SPAN_RESOLUTIONS, ['row_hash'], engine),
    ],
  },
  {
    version: 10,
    statements: (engine) => [SPANS, CONTENTS, LOGS, EVENTS, ARTIFACTS, TRACES, SPAN_RESOLUTIONS, PROJECTS, API_KEYS].map((table) => settingsStatement(table, engine)),
  },
  {
    version: 11,
    // What is there already is written anew when it is merged.
    statements: (engine) => [settingsStatement(CONTENTS, engine)],
  },
];

/**
 * Brings the database to the shape this version of Heddle needs.
 *
 * @throws {StoreError} `SCHEMA_NEWER` when a later version of Heddle has been at it
 */
export async function migrate(database: Database, engine: EngineKind, migrations: readonly Migration[] = MIGRATIONS): Promise<void> {
  await database.command(createTableStatement(MIGRATIONS_TABLE, engine));
  const [row] = await database.query<{ version: number }>('SELECT max(version) AS version FROM heddle_migrations');
  const found = Number(row?.version ?? 0);
  const newest = Math.max(...migrations.map((migration) => migration.version));
  if (found > newest) {
    throw new StoreError(
      'SCHEMA_NEWER', `The database has schema ${found} and this Heddle knows schemas up to ${newest}; use a newer Heddle for it.`,
    );
  }
  for (const migration of migrations) {
    if (migration.version <= found) continue;
    for (const statement of migration.statements(engine)) await database.command(statement);
    await database.insert('heddle_migrations', ['version'], [`[${migration.version}]`]);
  }
}
