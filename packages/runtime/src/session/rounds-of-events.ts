import type { Artifact, CellLanguage, HeddleEvent } from '@heddle/model';
import { memoryAfterRound, type MemoryEntry } from '../memory/shared-memory.js';
import { USER, type Post, type Round } from './conversation.js';

/** A cell that ran, with what it needs to be run again. */
export interface RanCell {
  readonly cellId: string;
  readonly roundId: string;
  readonly index: number;
  readonly source: string;
  readonly stdout: string;
  /** `text/plain` of its value. */
  readonly valueText: string | undefined;
  readonly variables: readonly string[];
  /** Its calls in the order they were made. */
  readonly calls: readonly RanCall[];
}

export interface RanCall {
  readonly plugin: string;
  readonly argumentsSha256: string;
  readonly status: string;
  /** The whole result as JSON when the event holds it, else where it is kept. */
  readonly result: { readonly json: string } | { readonly sha256: string } | undefined;
  readonly error: { readonly type: string; readonly message: string } | undefined;
}

/** What a session's journal tells of its past. */
export interface SessionPast {
  readonly rounds: readonly Round[];
  /** Cells that ended well, in order. */
  readonly cells: readonly RanCell[];
  readonly lastSequence: number;
  /** Highest number of a cell. */
  readonly lastCellIndex: number;
  /** The round that waits for an answer of the user. */
  readonly paused: PausedRound | undefined;
  /** What the roles wrote down and still counts. */
  readonly notes: readonly MemoryEntry[];
  readonly forkedFrom: { readonly sessionId: string; readonly rounds: number } | undefined;
  readonly tags: readonly string[];
  readonly userId: string | undefined;
}

export interface PausedRound {
  readonly roundId: string;
  readonly segment: number;
  readonly continues: { readonly traceId: NonNullable<HeddleEvent['traceId']>; readonly spanId: NonNullable<HeddleEvent['spanId']> };
}

/** Reads a session's past out of its events. Pure; the same events give the same past. */
export function roundsOfEvents(events: readonly HeddleEvent[], firstRole: string): SessionPast {
  const rounds = new Map<string, { id: string; index: number; query: string; files: readonly Artifact[]; posts: Post[] }>();
  const cells = new Map<string, { language: CellLanguage; source: string; index: number; roundId: string; calls: string[] }>();
  const calls = new Map<string, RanCall>();
  const ran: RanCell[] = [];
  let past: Omit<SessionPast, 'rounds' | 'cells'> = { lastSequence: 0, lastCellIndex: 0, paused: undefined, notes: [], forkedFrom: undefined, tags: [], userId: undefined };

  for (const event of events) {
    past = { ...past, lastSequence: event.sequence };
    switch (event.type) {
      case 'session-start':
        past = { ...past, forkedFrom: event.forkedFrom ?? past.forkedFrom, tags: event.tags, userId: event.userId };
        break;
      case 'round-start': {
        if (!event.roundId) break;
        const round = rounds.get(event.roundId) ?? { id: event.roundId, index: event.index, query: event.query, files: event.files, posts: [] };
        rounds.set(event.roundId, round);
        round.posts.push({ id: event.eventId, from: USER, to: firstRole, message: event.query, attachments: [] });
        past = { ...past, paused: undefined };
        break;
      }
      case 'post-end':
        if (event.error || !event.roundId) break;
        rounds.get(event.roundId)?.posts.push({ id: event.postId ?? event.eventId, from: event.from, to: event.to, message: event.message, attachments: event.attachments });
        break;
      case 'round-end':
        past = {
          ...past,
          paused: event.state === 'paused' ? pausedRound(event, events) : undefined,
          notes: memoryAfterRound(past.notes, { sessionId: event.sessionId, roundId: event.roundId ?? '', state: event.state }),
        };
        break;
      case 'memory-write': {
        const { key, value, scope, by, sessionId, roundId = '' } = event;
        past = { ...past, notes: [...past.notes, { key, value, scope, by, sessionId, roundId }] };
        break;
      }
      case 'cell-start':
        cells.set(event.cellId, { language: event.language, source: event.source, index: event.index, roundId: event.roundId ?? '', calls: [] });
        past = { ...past, lastCellIndex: Math.max(past.lastCellIndex, event.index) };
        break;
      case 'call-start':
        // Calls that a plugin made are part of that plugin's result.
        if (event.parentCallId === undefined) cells.get(event.cellId ?? '')?.calls.push(event.callId);
        calls.set(event.callId, { plugin: event.plugin, argumentsSha256: event.arguments.sha256, status: 'running', result: undefined, error: undefined });
        break;
      case 'call-end': {
        const call = calls.get(event.callId);
        if (!call) break;
        const result = event.result && (event.result.truncated ? { sha256: event.result.sha256 } : { json: event.result.json });
        calls.set(event.callId, { ...call, status: event.status, result, error: event.error });
        break;
      }
      case 'cell-end': {
        const cell = cells.get(event.cellId);
        // A command left its files, and no variables: it is not run again.
        if (!cell || cell.language === 'shell' || event.status !== 'ok') break;
        const text = event.value?.['text/plain'];
        ran.push({
          cellId: event.cellId, roundId: cell.roundId, index: cell.index, source: cell.source, stdout: event.stdout,
          valueText: typeof text === 'string' ? text : undefined,
          variables: event.variables.map((variable) => variable.name),
          calls: cell.calls.flatMap((callId) => calls.get(callId) ?? []),
        });
        break;
      }
      default:
    }
  }
  return { ...past, rounds: [...rounds.values()], cells: ran };
}

function pausedRound(end: HeddleEvent, events: readonly HeddleEvent[]): PausedRound | undefined {
  const start = events.findLast((event) => event.type === 'round-start' && event.roundId === end.roundId);
  if (start?.type !== 'round-start' || !start.roundId || !start.traceId || !start.spanId) return undefined;
  return { roundId: start.roundId, segment: start.segment, continues: { traceId: start.traceId, spanId: start.spanId } };
}
