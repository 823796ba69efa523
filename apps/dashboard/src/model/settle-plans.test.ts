import type { PlanStep } from '@heddle/model';
import { expect, test } from 'vitest';
import { settlePlans } from './settle-plans.js';
import type { Post } from './transcript.js';

/** A plan as text: `load:done draw:doing`. */
const plan = (text: string): readonly PlanStep[] => text.split(' ').map((step) => ({ text: step.split(':')[0]!, state: step.split(':')[1] as PlanStep['state'] }));
const post = (...plans: readonly string[]): Post => ({
  id: 'pst', from: 'Planner', to: 'User', state: 'ended', message: '', error: undefined, startMs: 0, durationMs: 1, items: plans.map((text) => ({ kind: 'plan', steps: plan(text) })),
});
const told = (posts: readonly Post[]) => posts.map((each) => each.items.map((item) => (item.kind === 'plan' ? item.steps.map((step) => `${step.text}:${step.state}`).join(' ') : item.kind)));

test('a plan told again stays where it was made, in its latest states', () => {
  expect(told(settlePlans([post('load:doing draw:todo'), post(), post('load:done draw:done')], true))).toEqual([['load:done draw:done'], [], []]);
});

test('other steps are another plan', () => {
  expect(told(settlePlans([post('load:failed'), post('ask:done')], true))).toEqual([['load:failed'], ['ask:done']]);
});

test('nothing is being done in a round that is over', () => {
  expect(told(settlePlans([post('load:doing')], true))).toEqual([['load:todo']]);
  expect(told(settlePlans([post('load:doing')], false))).toEqual([['load:doing']]);
});
