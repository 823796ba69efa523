import type { Observation } from '@heddle/sdk';
import { compactConversation } from '../memory/compact-conversation.js';
import { withoutEarlierRoundText } from '../memory/only-this-round.js';
import type { ConversationSummary } from '../memory/plan-compaction.js';
import type { CodeRunner } from './code-runner.js';
import type { Conversation, Round } from './conversation.js';
import type { ModelCaller } from './model-caller.js';

export interface ConversationMemoryParts {
  /** Tokens that the rounds may take in a prompt. */
  readonly limit: number;
  readonly model: ModelCaller;
  readonly code: CodeRunner;
  readonly warn: (message: string) => void;
}

/** What the models of a session are shown of its rounds. */
export interface ConversationMemory {
  /** @param rounds - all of the session, the running one last */
  recall(rounds: readonly Round[], observation: Observation, signal: AbortSignal): Promise<Conversation>;
}

/** Keeps the rounds within a number of tokens: the earlier ones become a summary, made once and carried on. */
export function createConversationMemory({ limit, model, code, warn }: ConversationMemoryParts): ConversationMemory {
  let summary: ConversationSummary | undefined;
  return {
    async recall(rounds, observation, signal) {
      const known = new Set(summary?.roundIds);
      const fresh = withoutEarlierRoundText(rounds.filter((round) => !known.has(round.id)));
      const compacted = await compactConversation(fresh, { limit, model, observation, signal, variables: code.variables(), ...(summary && { summary }) });
      if (compacted.problem !== undefined) warn(compacted.problem);
      summary = compacted.summary;
      return { rounds: compacted.rounds, ...(summary && { summary }) };
    },
  };
}
