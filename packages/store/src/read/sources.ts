import type { Database } from '../engine/database.js';
import { createContentReader } from './content-reader.js';
import type { ContentReader } from './content-reader.js';
import { createLogReader } from './log-reader.js';
import type { LogReader } from './log-reader.js';
import { createOneAtATime } from './one-at-a-time.js';
import type { OneAtATime } from './one-at-a-time.js';
import { createRecentFacts } from './recent-facts.js';
import type { RecentFacts } from './recent-facts.js';
import { createStoredTraces } from './stored-traces.js';
import type { StoredTraces } from './stored-traces.js';

/** What spans are read from: the database, and what is remembered of it. */
export interface Sources {
  readonly database: Database;
  readonly contents: ContentReader;
  readonly logs: LogReader;
  readonly storedTraces: StoredTraces;
  readonly recentFacts: RecentFacts;
  /** For whoever reads a large trace as a whole. */
  readonly largeTraceTurn: OneAtATime;
}

export function createSources(database: Database): Sources {
  const storedTraces = createStoredTraces(database);
  return {
    database, contents: createContentReader(database), logs: createLogReader(database), storedTraces, recentFacts: createRecentFacts(storedTraces),
    largeTraceTurn: createOneAtATime(),
  };
}
