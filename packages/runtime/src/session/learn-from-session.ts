import { errorFacts, type Observer, type Redactor } from '@heddle/sdk';
import type { ExperienceStore, Lesson } from '../memory/experience.js';
import { learnLessons } from '../memory/learn-lessons.js';
import type { Round } from './conversation.js';
import type { ModelCaller } from './model-caller.js';

export interface LearnParts {
  readonly sessionId: string;
  readonly observer: Observer;
  readonly model: ModelCaller;
  /** Where lessons are kept. */
  readonly experience: ExperienceStore;
  readonly maxAttempts: number;
  /** A lesson holds no secrets. */
  readonly redact: Redactor;
  readonly now: () => Date;
}

/** Longest time that looking for lessons may take. */
const LEARN_MS = 120_000;

/** Has the model look for lessons in a session's rounds, and keeps them: one operation with its model calls, one event per lesson. */
export async function learnFromSession(rounds: readonly Round[], { sessionId, observer, model, experience, maxAttempts, redact, now }: LearnParts): Promise<readonly Lesson[]> {
  return await observer.observe<readonly Lesson[]>(
    {
      start: { type: 'operation-start', name: 'learn_lessons', kind: 'memory', attributes: { rounds: rounds.length } },
      end: (outcome) => ({
        type: 'operation-end',
        name: 'learn_lessons',
        ...(outcome.kind === 'returned' ? { output: outcome.value.map(({ id }) => id) } : { error: errorFacts(outcome.error) }),
        durationMs: outcome.durationMs,
      }),
    },
    async (observation) => {
      const kept: Lesson[] = [];
      for (const lesson of await learnLessons(rounds, { model, observation, signal: AbortSignal.timeout(LEARN_MS), maxAttempts })) {
        const saved = await experience.save({ ...redact(lesson), sessionId, savedAt: now().toISOString() });
        observation.note({ type: 'memory-lesson', lessonId: saved.id, title: saved.title });
        kept.push(saved);
      }
      return kept;
    },
  );
}
