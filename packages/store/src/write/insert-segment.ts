import { appendFile } from 'node:fs/promises';
import type { TraceId } from '@heddle/model';
import type { EmbeddedDatabase } from '../engine/database.js';
import { readRowsFile } from '../engine/rows-file.js';
import type { RowsFile } from '../engine/rows-file.js';
import { StoreError } from '../errors.js';
import { CONTENTS, EVENTS, LOGS, SPANS } from '../schema/tables.js';
import type { Table } from '../schema/tables.js';
import { isUnreadableRow } from './fault-of-rows.js';
import { leftToTheMerge } from './insert-rows.js';
import type { InsertedBatch } from './inserts.js';

/** The tables of a segment. Contents come first: whoever can read a row can read what it refers to. */
const SEGMENT_TABLES = [CONTENTS, SPANS, LOGS, EVENTS] as const;

export interface InsertSegmentOptions {
  readonly database: EmbeddedDatabase;
  /** Where rows go that the engine cannot read, so that nothing is lost and nothing is held up. */
  readonly refusedFile: string;
  /** Called when a row was set aside. */
  readonly onRefused: (problem: StoreError) => void;
}

/**
 * Puts the files of a segment into the database.
 *
 * @param done - names of tables whose rows are there; grows, so that the next try begins where this one failed: on a full disk
 *   each would take some more of it otherwise
 * @throws when the engine takes nothing just now
 */
export async function insertSegment(
  files: ReadonlyMap<string, RowsFile>, done: Set<string>, { database, refusedFile, onRefused }: InsertSegmentOptions,
): Promise<void> {
  for (const table of SEGMENT_TABLES) {
    const file = files.get(table.name);
    if (file && !done.has(table.name)) await insertFile(table, file);
    done.add(table.name);
  }

  async function insertFile(table: Table, file: RowsFile): Promise<void> {
    try {
      if ((await database.insertFile(table.name, file, leftToTheMerge(table, file.rows))) >= file.rows) return;
    } catch (error) {
      if (!isUnreadableRow(error)) throw error;
    }
    const found = await readRowsFile(file);
    if (found) await insertWithout(table, found.columns, found.lines);
  }

  /** Halves the rows until those are alone which the engine cannot read: a row costs nobody but itself. */
  async function insertWithout(table: Table, columns: readonly string[], lines: readonly string[]): Promise<void> {
    try {
      await database.insert(table.name, columns, lines, leftToTheMerge(table, lines.length));
    } catch (error) {
      if (!isUnreadableRow(error)) throw error;
      if (lines.length > 1) {
        const half = Math.ceil(lines.length / 2);
        await insertWithout(table, columns, lines.slice(0, half));
        await insertWithout(table, columns, lines.slice(half));
        return;
      }
      await appendFile(refusedFile, `${JSON.stringify({ table: table.name, columns })}\n${lines[0]}\n`, { mode: 0o600 });
      onRefused(new StoreError('ENGINE_FAILED', `The database could not take a row of ${table.name}; it was set aside in ${refusedFile}: ${(error as Error).message}`, { cause: error }));
    }
  }
}

/** What a segment holds that another process wrote: whose traces they are. */
export async function batchesOf(files: ReadonlyMap<string, RowsFile>): Promise<readonly InsertedBatch[]> {
  const traceIds = new Map<string, Set<TraceId>>();
  let hasLogs = false;
  for (const table of [SPANS, LOGS]) {
    const file = files.get(table.name);
    const found = file && (await readRowsFile(file));
    if (!found) continue;
    hasLogs ||= table === LOGS && found.lines.length > 0;
    const [project, traceId] = [found.columns.indexOf('project'), found.columns.indexOf('trace_id')];
    for (const line of found.lines) {
      const row = parseRow(line);
      const name = row?.[project];
      const id = row?.[traceId];
      if (typeof name !== 'string' || typeof id !== 'string' || id === '') continue;
      traceIds.set(name, (traceIds.get(name) ?? new Set<TraceId>()).add(id as TraceId));
    }
  }
  return [...traceIds].map(([project, ids]) => ({ project, traceIds: ids, hasLogs, written: { project, spans: [], events: [] } }));
}

function parseRow(line: string): readonly unknown[] | undefined {
  try {
    return JSON.parse(line) as readonly unknown[];
  } catch {
    return undefined;
  }
}
