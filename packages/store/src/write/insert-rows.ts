import type { Database, InsertOptions } from '../engine/database.js';
import { columnsOf, indexNames } from '../schema/tables.js';
import type { Table } from '../schema/tables.js';

/**
 * Rows of an insert from which it makes indexes of its own. The parts of smaller ones are merged soon, which makes them, and looking
 * at each row of a dozen until then takes less than the index of one.
 */
const INDEXED_ROWS = 1_000;

/** What an insert of so many rows leaves to the merge. */
export function leftToTheMerge(table: Table, rows: number): InsertOptions {
  return { without: rows < INDEXED_ROWS ? indexNames(table) : [] };
}

/** Inserts encoded rows in the way that costs least. */
export function insertRows(database: Database, table: Table, lines: readonly string[]): Promise<void> {
  return database.insert(table.name, columnsOf(table), lines, leftToTheMerge(table, lines.length));
}
