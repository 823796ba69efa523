import type { HeddleEvent } from '@heddle/model';
import type { JournalStore } from '@heddle/sdk';
import { RuntimeError } from '../errors.js';
import { roundsOfEvents, type SessionPast } from './rounds-of-events.js';

/** A fork of a fork of a fork …: more than this is a loop. */
const MOST_FORKS = 100;

/**
 * Reads a session's past from its journal, and that of the session it was forked from.
 *
 * @param rounds - only the first so many rounds; default all
 * @throws {RuntimeError} `UNKNOWN_SESSION` when there is no journal of it, or it has not so many rounds
 */
export async function loadPast(journals: JournalStore, sessionId: string, firstRole: string, rounds = Number.POSITIVE_INFINITY, depth = 0): Promise<SessionPast> {
  const events: HeddleEvent[] = [];
  for await (const event of journals.open(sessionId).read()) events.push(event);
  if (events.length === 0 || depth > MOST_FORKS) {
    throw new RuntimeError('UNKNOWN_SESSION', `There is no journal of session ${sessionId} in this data folder. "heddle sessions" lists what there is.`);
  }
  const own = roundsOfEvents(events, firstRole);
  const before = own.forkedFrom && (await loadPast(journals, own.forkedFrom.sessionId, firstRole, own.forkedFrom.rounds, depth + 1));
  const past: SessionPast = { ...own, rounds: [...(before?.rounds ?? []), ...own.rounds], cells: [...(before?.cells ?? []), ...own.cells], notes: [...(before?.notes ?? []), ...own.notes], lastCellIndex: Math.max(own.lastCellIndex, before?.lastCellIndex ?? 0) };
  if (depth === 0 && rounds !== Number.POSITIVE_INFINITY && !(Number.isInteger(rounds) && rounds >= 0 && rounds <= past.rounds.length)) {
    throw new RuntimeError('UNKNOWN_SESSION', `Session ${sessionId} has ${past.rounds.length} ${past.rounds.length === 1 ? 'round' : 'rounds'}; it cannot be forked after round ${rounds}.`);
  }
  return firstRounds(past, rounds);
}

/** The past as it was after so many rounds. */
function firstRounds(past: SessionPast, count: number): SessionPast {
  if (past.rounds.length <= count) return past;
  const rounds = past.rounds.slice(0, count);
  const ids = new Set(rounds.map((round) => round.id));
  const cells = past.cells.filter((cell) => ids.has(cell.roundId));
  return { ...past, rounds, cells, notes: past.notes.filter((note) => ids.has(note.roundId)), lastCellIndex: Math.max(0, ...cells.map((cell) => cell.index)), paused: undefined };
}
