import { withoutOverwritten, type MemoryEntry } from './shared-memory.js';

/** What a line of the file says: an entry, JSON that this version does not know, or nothing that can be read. */
export type MemoryLine =
  | { readonly kind: 'entry'; readonly entry: MemoryEntry; readonly text: string }
  | { readonly kind: 'unknown'; readonly text: string }
  | { readonly kind: 'torn' };

/**
 * The lines that still count, in their order: of entries the newest of each key. What a later version wrote is kept as it is;
 * what a crash tore is not.
 */
export function liveLines(lines: readonly MemoryLine[]): readonly string[] {
  const live = new Set(withoutOverwritten(lines.flatMap((line) => (line.kind === 'entry' ? [line.entry] : []))));
  return lines.flatMap((line) => (line.kind === 'unknown' || (line.kind === 'entry' && live.has(line.entry)) ? [line.text] : []));
}
