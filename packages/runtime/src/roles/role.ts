import type { Attachment, IdKind, PluginSummary, StopReason } from '@heddle/model';
import type { Observation } from '@heddle/sdk';
import type { CodeRunner } from '../session/code-runner.js';
import type { CommandRunner } from '../session/command-runner.js';
import type { Conversation, Post } from '../session/conversation.js';
import type { ModelCaller } from '../session/model-caller.js';
import type { Picture } from '../session/pictures-of.js';
import type { PluginCalls } from '../session/plugin-calls.js';
import type { TurnMemory } from '../session/round-memory.js';

/** Somebody who answers posts. A role of your own is one object of this shape. */
export interface Role {
  /** As other roles address it: `Planner`, `CodeInterpreter`. */
  readonly name: string;
  /** What it can do, for the role that delegates to it. */
  readonly description: string;
  /** Writes one post. What it throws ends the round as failed. */
  reply(turn: Turn): Promise<Reply>;
}

/** The post that a role writes. */
export interface Reply {
  /** A role of the session, or `User`. */
  readonly to: string;
  readonly message: string;
  /**
   * Why it stops, when it writes to the user; default `done`. `needs-clarification` pauses the round, and the next message
   * resumes it; `refused` and `not-done` end it as what they say.
   */
  readonly stopReason?: StopReason;
}

/** Everything a role has to answer one post. */
export interface Turn {
  readonly conversation: Conversation;
  /** The post to answer; it is the last of the conversation. */
  readonly incoming: Post;
  readonly observation: Observation;
  readonly signal: AbortSignal;
  /** The other roles, in the order of the configuration. */
  readonly peers: readonly Pick<Role, 'name' | 'description'>[];
  readonly plugins: readonly PluginSummary[];
  /** Pictures that the user handed in with this round; none unless `vision` is set. */
  readonly pictures: readonly Picture[];
  readonly model: ModelCaller;
  readonly code: CodeRunner;
  /** Plugins as functions that a model calls itself. */
  readonly calls: PluginCalls;
  /** Shell commands in the working folder. */
  readonly shell: CommandRunner;
  /** Examples, lessons, and notes that the roles keep for each other. */
  readonly memory: TurnMemory;
  /** Most corrections of one piece of code, and of one unreadable reply. */
  readonly maxAttempts: number;
  /** True when the hops are used up: answer the user now, with what there is. */
  readonly mustConclude: boolean;
  /** A new id of a kind. */
  newId(kind: IdKind): string;
  /** Adds an attachment to the post that is being written. */
  attach(attachment: Attachment): void;
  /** Streams a piece of the post's message. */
  say(text: string): void;
}
