import type { JsonValue, RoundState } from '@heddle/model';

/** How long an entry lasts and who sees it: until its round or its session ends, or for all sessions of the app. */
export type MemoryScope = 'round' | 'session' | 'app';

/** Most characters of a note, as JSON. */
export const LONGEST_NOTE = 20_000;

/** Something one role wrote down for the others. Data: a log of entries, the newest of a key counts. */
export interface MemoryEntry {
  readonly key: string;
  readonly value: JsonValue;
  readonly scope: MemoryScope;
  /** The role or plugin that wrote it. */
  readonly by: string;
  readonly sessionId: string;
  readonly roundId: string;
}

/** Who looks. */
export interface MemoryView {
  readonly sessionId: string;
  readonly roundId: string;
}

/** What can be seen from a round: one entry per key, the narrowest scope first, then the newest; in the order of keys first written. */
export function visibleMemory(entries: readonly MemoryEntry[], view: MemoryView): readonly MemoryEntry[] {
  const visible = new Map<string, MemoryEntry>();
  for (const entry of entries) {
    if (!isVisible(entry, view)) continue;
    const known = visible.get(entry.key);
    if (!known || NARROWNESS[entry.scope] >= NARROWNESS[known.scope]) visible.set(entry.key, entry);
  }
  return [...visible.values()];
}

/**
 * What is left when a round has ended. Its own entries go; if it failed or was cancelled, so does all it wrote for longer:
 * half-done work must not guide the next round. What stood there before counts again.
 */
export function memoryAfterRound(entries: readonly MemoryEntry[], round: MemoryView & { readonly state: RoundState }): readonly MemoryEntry[] {
  if (round.state === 'paused') return entries;
  const undone = round.state !== 'finished';
  const left = entries.filter((entry) => !(isOf(entry, round) && (undone || entry.scope === 'round')));
  return withoutOverwritten(left);
}

/** What is left for others when a session has ended: what it wrote for the app. */
export function memoryAfterSession(entries: readonly MemoryEntry[], sessionId: string): readonly MemoryEntry[] {
  return withoutOverwritten(entries.filter((entry) => entry.scope === 'app' || entry.sessionId !== sessionId));
}

const NARROWNESS: Readonly<Record<MemoryScope, number>> = { app: 0, session: 1, round: 2 };

function isVisible({ scope, sessionId, roundId }: MemoryEntry, view: MemoryView): boolean {
  return scope === 'app' || (sessionId === view.sessionId && (scope === 'session' || roundId === view.roundId));
}

function isOf(entry: MemoryEntry, { sessionId, roundId }: MemoryView): boolean {
  return entry.sessionId === sessionId && entry.roundId === roundId;
}

/** Keeps the newest entry of each key where it is seen; the others can never count again. */
export function withoutOverwritten(entries: readonly MemoryEntry[]): readonly MemoryEntry[] {
  const last = new Map(entries.map((entry) => [placeOf(entry), entry]));
  return entries.filter((entry) => last.get(placeOf(entry)) === entry);
}

function placeOf({ key, scope, sessionId, roundId }: MemoryEntry): string {
  return JSON.stringify([scope, scope === 'app' ? '' : sessionId, scope === 'round' ? roundId : '', key]);
}
