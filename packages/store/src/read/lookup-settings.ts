import type { Database } from '../engine/database.js';

/**
 * A statement for few rows of which keys or indexes say where they are is run by one thread: a second one took half as long again as
 * the rows themselves, and twice as long on a busy machine.
 */
const FEW_ROWS = 'max_threads = 1';

/** Ends a statement for few rows that are found by their key. */
export const KEY_LOOKUP = `SETTINGS ${FEW_ROWS}`;

/**
 * Ends a statement that finds rows of `spans` by their trace id. The index of trace ids says where those are; the engine would
 * look through its whole primary key as well, where they are third: that took longer than to read a small trace. A server may be too
 * old to know the setting. Rows that just came are in parts without that index, so the id is still looked at before the other columns.
 *
 * @param options.few - true when there are no more than some hundreds. Default: false
 */
export function traceLookup({ kind }: Pick<Database, 'kind'>, { few = false }: { readonly few?: boolean } = {}): string {
  const settings = [...(kind === 'embedded' ? ['use_primary_key = 0'] : []), ...(few ? [FEW_ROWS] : [])];
  return settings.length === 0 ? '' : `SETTINGS ${settings.join(', ')}`;
}
