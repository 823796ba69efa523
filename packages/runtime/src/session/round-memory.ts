import type { JsonValue } from '@heddle/model';
import type { Observation } from '@heddle/sdk';
import type { ExampleConversation } from '../memory/examples.js';
import type { Lesson } from '../memory/experience.js';
import type { MemoryEntry, MemoryScope } from '../memory/shared-memory.js';

/** What a role has beside the conversation, in one post. */
export interface TurnMemory {
  /** Conversations that show this role how to work. */
  readonly examples: readonly ExampleConversation[];
  /** Of earlier sessions, best first. */
  readonly lessons: readonly Lesson[];
  /** What roles wrote down, as it is now; one entry per key. */
  readonly entries: readonly MemoryEntry[];
  /** Writes something down for the other roles; a note of the same key is replaced. @param scope - default `session` */
  remember(key: string, value: JsonValue, scope?: MemoryScope): void;
}

/** The memory of one round. */
export interface RoundMemory {
  forRole(role: string, post: Observation): TurnMemory;
}
