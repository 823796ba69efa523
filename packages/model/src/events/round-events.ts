import type { Artifact } from '../artifact.js';
import type { SpanId, TraceId } from '../ids.js';
import type { EventError } from './envelope.js';

export interface RoundStart {
  readonly type: 'round-start';
  /** Counts the rounds of a session from 1. */
  readonly index: number;
  /** 1, and one more each time a paused round goes on. */
  readonly segment: number;
  /** The user's message as it was sent. */
  readonly query: string;
  readonly files: readonly Artifact[];
  /** The round's span before the pause, when this goes on with a paused one. */
  readonly continues?: { readonly traceId: TraceId; readonly spanId: SpanId };
}

export type RoundState = 'finished' | 'failed' | 'paused' | 'cancelled';

/**
 * Why the role that answers the user stopped: the work is `done`; it `needs-clarification` (the round pauses); it was
 * `refused` because it must not be done; it is `not-done` because it could not be (the round fails).
 */
export type StopReason = 'done' | 'needs-clarification' | 'refused' | 'not-done';

export interface RoundEnd {
  readonly type: 'round-end';
  readonly state: RoundState;
  /** Absent when the round ended before any role addressed the user. */
  readonly stopReason?: StopReason;
  /** The answer to the user; empty when there is none. */
  readonly reply: string;
  /** Why the round ended as it did, in one sentence, unless it simply finished. */
  readonly reason?: string;
  readonly error?: EventError;
  readonly durationMs: number;
}
