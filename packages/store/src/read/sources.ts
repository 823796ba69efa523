import type { Database } from '../engine/database.js';
import { createContentReader } from './content-reader.js';
import type { ContentReader } from './content-reader.js';
import { createLogReader } from './log-reader.js';
import type { LogReader } from './log-reader.js';

/** What spans are read from: the database, and what is remembered of it. */
export interface Sources {
  readonly database: Database;
  readonly contents: ContentReader;
  readonly logs: LogReader;
}

export function createSources(database: Database): Sources {
  return { database, contents: createContentReader(database), logs: createLogReader(database) };
}
