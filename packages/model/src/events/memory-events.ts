import type { JsonValue } from '../json.js';

/** Earlier rounds were replaced by a summary in what the models are sent. */
export interface MemoryCompaction {
  readonly type: 'memory-compaction';
  readonly roundIds: readonly string[];
  readonly tokensBefore: number;
  readonly tokensAfter: number;
}

/** What a round's prompts were given beside the conversation; not written when there was nothing. */
export interface MemoryRecall {
  readonly type: 'memory-recall';
  /** Ids of the lessons of earlier sessions, best first. */
  readonly lessons: readonly string[];
  /** Files of the example conversations. */
  readonly examples: readonly string[];
  /** Keys of the shared memory. */
  readonly keys: readonly string[];
}

/** A role wrote something down for the others. */
export interface MemoryWrite {
  readonly type: 'memory-write';
  readonly key: string;
  readonly value: JsonValue;
  /** How long it lasts, and who sees it. */
  readonly scope: 'round' | 'session' | 'app';
  /** The role that wrote it. */
  readonly by: string;
}

/** A lesson of this session was kept for later ones. */
export interface MemoryLesson {
  readonly type: 'memory-lesson';
  readonly lessonId: string;
  readonly title: string;
}
