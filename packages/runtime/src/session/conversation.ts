import type { Artifact, Attachment } from '@heddle/model';
import type { ConversationSummary } from '../memory/plan-compaction.js';

/** The user, as a sender and receiver of posts. */
export const USER = 'User';

/** One message from a role to another, or from the user. */
export interface Post {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly message: string;
  readonly attachments: readonly Attachment[];
}

/** One user request with everything that led to its answer. */
export interface Round {
  readonly id: string;
  readonly index: number;
  readonly query: string;
  readonly files: readonly Artifact[];
  /** The user's message first. */
  readonly posts: readonly Post[];
}

/** What was said in a session so far, the running round last. */
export interface Conversation {
  /** Stands for the rounds before, when they would take too much of a prompt. */
  readonly summary?: ConversationSummary;
  readonly rounds: readonly Round[];
}
