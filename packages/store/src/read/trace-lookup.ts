import type { Database } from '../engine/database.js';

/**
 * Ends a statement that finds rows of `spans` by their trace id. The index of trace ids says where those are; the engine would
 * look through its whole primary key as well, where they are third: that took longer than to read a small trace. A server may be too
 * old to know the setting.
 */
export function traceLookup({ kind }: Pick<Database, 'kind'>): string {
  return kind === 'embedded' ? 'SETTINGS use_primary_key = 0' : '';
}
