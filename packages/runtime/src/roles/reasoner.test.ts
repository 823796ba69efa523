import { afterAll, beforeAll, expect, test } from 'vitest';
import { planned, sessionsIn } from '../session/open-session.test.support.js';
import { createPlanner } from './planner.js';
import { createReasoner } from './reasoner.js';

let sessions: Awaited<ReturnType<typeof sessionsIn>>;
beforeAll(async () => void (sessions = await sessionsIn('reasoner')));
afterAll(async () => await sessions.close());

test('a question is thought through in steps, which are thoughts of the post, and the Planner gets the conclusion', async () => {
  const thought = { steps: ['Two doors, one guard.', 'He lies or he does not.'], conclusion: 'Ask what the other would say.' };
  const { session, told } = await sessions.open(
    [planned('Reasoner', 'Which question?'), JSON.stringify(thought), planned('Reasoner', 'Sure?'), '{"steps": []}', JSON.stringify({ steps: ['Yes.'], conclusion: 'Sure.' }), planned('User', 'Ask that.')],
    {}, { roles: [createPlanner(), createReasoner()] },
  );
  const { round, reply } = await session.send('One guard, two doors.');
  expect(reply).toBe('Ask that.');
  const [, , first] = round.posts;
  expect(first).toMatchObject({ from: 'Reasoner', to: 'Planner', message: thought.conclusion, attachments: thought.steps.map((text) => ({ kind: 'thought', text })) });
  expect(told(2)).toContain('Ask what the other would say.');
  expect(told(3)).toContain(JSON.stringify(thought));
  expect(told(4)).toContain('could not be read');
});
