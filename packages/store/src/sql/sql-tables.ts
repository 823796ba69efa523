import { ARTIFACTS, CONTENTS, EVENTS, LOGS, RESOLVED_COLUMNS, SPANS, SPAN_RESOLUTIONS, TRACES } from '../schema/tables.js';
import type { Table } from '../schema/tables.js';

/** A table as a query sees it: its rows of one project, each once, and its columns but the project. */
interface SqlTable {
  readonly table: Table;
  readonly columns: readonly string[];
  readonly condition?: string;
}

const without = (table: Table, ...left: readonly string[]) => Object.keys(table.columns).filter((name) => name !== 'project' && !left.includes(name));

const SQL_TABLES: readonly SqlTable[] = [
  { table: SPANS, columns: without(SPANS, 'version', 'facts', 'raw') },
  { table: SPAN_RESOLUTIONS, columns: ['trace_id', 'span_id', ...Object.keys(RESOLVED_COLUMNS)] },
  { table: TRACES, columns: without(TRACES, 'summary') },
  { table: LOGS, columns: without(LOGS, 'received_at') },
  { table: EVENTS, columns: without(EVENTS) },
  { table: CONTENTS, columns: without(CONTENTS) },
  // Each file once, without its bytes.
  { table: ARTIFACTS, columns: ['sha256', 'name', 'mime_type', 'size_bytes'], condition: 'piece = 0' },
];

/** Names of the tables that a query may read. */
export const SQL_TABLE_NAMES: ReadonlySet<string> = new Set(SQL_TABLES.map(({ table }) => table.name));

/** Subqueries named like the tables, to stand after WITH: these names give rows of the project `{project:String}` alone. */
export function projectTables(database: string): string {
  return SQL_TABLES.map(({ table, columns, condition }) =>
    `${table.name} AS (SELECT ${columns.join(', ')} FROM ${quoted(database)}.${table.name} FINAL WHERE project = {project:String}${condition ? ` AND ${condition}` : ''})`)
    .join(',\n');
}

/**
 * The same once more as a setting of the engine, which it applies wherever it reads a table: should a name ever reach a table
 * past the subqueries, the rows of other projects stay out, and tables of ours that hold anything else are empty.
 */
export function projectFilters(project: string, otherTables: readonly string[]): string {
  const entries = [
    ...[...SQL_TABLE_NAMES].map((name) => [name, `project = ${textLiteral(project)}`] as const),
    ...otherTables.map((name) => [name, '1 = 0'] as const),
  ];
  return `{${entries.map(([name, filter]) => `${textLiteral(name)}:${textLiteral(filter)}`).join(',')}}`;
}

function quoted(name: string): string {
  return `\`${name.replace(/[\\`]/g, '\\$&')}\``;
}

function textLiteral(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
