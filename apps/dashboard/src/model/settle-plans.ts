import type { PlanStep } from '@heddle/model';
import type { Post, PostItem } from './transcript.js';

/**
 * A plan told again is one plan: it stays where it was first made, in the states it came to last. A plan with other
 * steps is a plan of its own. When the round is over nothing is being done any more.
 */
export function settlePlans(posts: readonly Post[], roundOver: boolean): readonly Post[] {
  const latest = new Map<string, readonly PlanStep[]>();
  for (const post of posts) for (const item of post.items) if (item.kind === 'plan') latest.set(stepsOf(item.steps), item.steps);
  const told = new Set<string>();
  const settle = (item: PostItem): readonly PostItem[] => {
    if (item.kind !== 'plan') return [item];
    const key = stepsOf(item.steps);
    if (told.has(key)) return [];
    told.add(key);
    const steps = latest.get(key)!;
    return [{ kind: 'plan', steps: roundOver ? steps.map((step) => (step.state === 'doing' ? { ...step, state: 'todo' } : step)) : steps }];
  };
  return posts.map((post) => ({ ...post, items: post.items.flatMap(settle) }));
}

function stepsOf(steps: readonly PlanStep[]): string {
  return JSON.stringify(steps.map((step) => step.text));
}
