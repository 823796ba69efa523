import type { RoundState } from '@heddle/model';
import type { Observation, Redactor } from '@heddle/sdk';
import { examplesFor, type ExampleConversation } from '../memory/examples.js';
import type { ExperienceStore, Lesson } from '../memory/experience.js';
import type { MemoryFile } from '../memory/memory-file.js';
import type { Embed } from '../memory/rank-by-relevance.js';
import { LONGEST_NOTE, memoryAfterRound, visibleMemory, type MemoryEntry } from '../memory/shared-memory.js';
import type { RoundMemory } from './round-memory.js';

export interface SessionMemoryParts {
  readonly sessionId: string;
  readonly roles: readonly string[];
  readonly examples: readonly ExampleConversation[];
  /** Where lessons are looked for. */
  readonly experience: readonly ExperienceStore[];
  /** Most lessons of a round. */
  readonly maxLessons: number;
  /** Notes for all sessions of the app. */
  readonly appNotes: MemoryFile;
  /** What is kept for other sessions holds no secrets. */
  readonly redact: Redactor;
  /** Notes of the session's past. */
  readonly past?: readonly MemoryEntry[];
}

/** What a session remembers beside its conversation. */
export interface SessionMemory {
  /**
   * Looks up what has to do with a round's request, and records what was found.
   *
   * @param embed - compares lessons with the request; default: their words are
   */
  recall(round: { readonly id: string; readonly query: string }, observation: Observation, embed?: Embed): Promise<RoundMemory>;
  /** Forgets what was meant for the round, and all that a failed one wrote; keeps what is meant for other sessions. */
  roundEnded(roundId: string, state: RoundState): Promise<void>;
}

/** Most notes that a role is shown. */
const MOST_NOTES = 100;

export function createSessionMemory(parts: SessionMemoryParts): SessionMemory {
  const { sessionId, roles, examples, experience, maxLessons, appNotes, redact } = parts;
  let own: readonly MemoryEntry[] = (parts.past ?? []).map((entry) => ({ ...entry, sessionId }));
  let others: readonly MemoryEntry[] = [];

  async function lessonsFor(query: string, embed: Embed | undefined): Promise<readonly Lesson[]> {
    const found: Lesson[] = [];
    for (const store of experience) {
      if (found.length < maxLessons) found.push(...(await store.select(query, { limit: maxLessons - found.length, ...(embed && { embed }) })));
    }
    return found;
  }

  return {
    async recall({ id: roundId, query }, observation, embed) {
      const lessons = maxLessons > 0 ? await lessonsFor(query, embed) : [];
      others = (await appNotes.read()).filter((entry) => entry.sessionId !== sessionId);
      const visible = () => visibleMemory([...others, ...own], { sessionId, roundId }).slice(-MOST_NOTES);
      const shown = examples.filter((example) => roles.some((role) => examplesFor(role, roles, [example]).length > 0));
      if (lessons.length + shown.length + visible().length > 0) {
        observation.note({ type: 'memory-recall', lessons: lessons.map(({ id }) => id), examples: shown.map(({ file }) => file), keys: visible().map(({ key }) => key) });
      }
      return {
        forRole: (role, post) => ({
          examples: examplesFor(role, roles, examples),
          lessons,
          get entries() {
            return visible();
          },
          remember(key, value, scope = 'session') {
            if (JSON.stringify(value).length > LONGEST_NOTE) throw new RangeError(`The note "${key.slice(0, 60)}" is longer than ${LONGEST_NOTE} characters. Keep it as a file, and note its name.`);
            own = [...own, { key, value, scope, by: role, sessionId, roundId }];
            post.note({ type: 'memory-write', key, value, scope, by: role });
          },
        }),
      };
    },
    async roundEnded(roundId, state) {
      const forOthers = state === 'finished' ? own.filter((entry) => entry.scope === 'app' && entry.roundId === roundId) : [];
      own = memoryAfterRound(own, { sessionId, roundId, state });
      if (forOthers.length > 0) await appNotes.append(redact(forOthers));
    },
  };
}
