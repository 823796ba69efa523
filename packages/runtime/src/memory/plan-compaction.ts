import type { Round } from '../session/conversation.js';

/** What is known of rounds that models are no longer sent. */
export interface ConversationSummary {
  readonly text: string;
  /** The rounds it stands for, oldest first. */
  readonly roundIds: readonly string[];
  readonly tokens: number;
}

export type CompactionPlan =
  | { readonly kind: 'keep' }
  | {
      readonly kind: 'compact';
      /** Oldest first; the earlier summary, if any, goes before them. */
      readonly summarise: readonly Round[];
      /** The newest, as they are. */
      readonly keep: readonly Round[];
      readonly tokensBefore: number;
    };

export interface CompactionOptions {
  /** What the summary made so far stands for. */
  readonly summary?: ConversationSummary;
  /** Newest rounds that are never summarised, however long; default 1. */
  readonly keepNewest?: number;
}

/** Once the limit is passed, rounds are summarised until they take this part of it: not at every round again. */
const TARGET = 0.5;

/**
 * Decides which rounds become a summary. Pure.
 *
 * @param rounds - those the summary does not stand for, oldest first, the running one last
 * @param tokens - of each of these rounds
 * @param limit - tokens that rounds and summary may take in a prompt
 */
export function planCompaction(rounds: readonly Round[], tokens: readonly number[], limit: number, options: CompactionOptions = {}): CompactionPlan {
  const tokensBefore = tokens.reduce((sum, count) => sum + count, options.summary?.tokens ?? 0);
  if (tokensBefore <= limit) return { kind: 'keep' };
  const keepNewest = Math.max(1, options.keepNewest ?? 1);
  let start = rounds.length;
  let kept = 0;
  while (start > 0) {
    const next = kept + tokens[start - 1]!;
    if (rounds.length - start >= keepNewest && next > limit * TARGET) break;
    kept = next;
    start--;
  }
  if (start === 0) return { kind: 'keep' };
  return { kind: 'compact', summarise: rounds.slice(0, start), keep: rounds.slice(start), tokensBefore };
}
