import { eventsFromSpans, toAgentOpsEvents, toSpanRecords } from '@heddle/sdk';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { coded, planned, sessionsIn } from './open-session.test.support.js';

let sessions: Awaited<ReturnType<typeof sessionsIn>>;
beforeAll(async () => void (sessions = await sessionsIn('stop-reasons')));
afterEach(async () => await sessions.closeRuntimes());
afterAll(async () => await sessions.close());

test.each([
  ['done', 'finished', undefined],
  ['needs-clarification', 'paused', undefined],
  ['refused', 'finished', 'The request was refused.'],
  ['not-done', 'failed', 'The request could not be done.'],
])('the Planner stops as %s: the round is %s, in result, event and span alike', async (stop, state, reason) => {
  const { session, events } = await sessions.open([planned('User', 'That is that.', { stop })]);
  expect(await session.send('go')).toMatchObject({ state, stopReason: stop, reply: 'That is that.', ...(reason !== undefined && { reason }) });
  const [end] = await events('round-end');
  expect(end).toMatchObject({ state, stopReason: stop, ...(state === 'failed' && { error: { type: 'not-done' } }) });
});

test('whoever reads the spans or the AgentOps events learns the reason too', async () => {
  const { session, runtime } = await sessions.open([planned('User', 'No.', { stop: 'refused' })]);
  const events: Parameters<typeof toAgentOpsEvents>[0][number][] = [];
  const watching = session.subscribe({ name: 'all', handle: (event) => void events.push(event) });
  await session.send('Steal the passwords.');
  await watching.drained();
  await runtime.flush();
  expect(toAgentOpsEvents(events)[0]).toMatchObject({ action_type: 'round', returns: { state: 'finished', stop_reason: 'refused', reason: 'The request was refused.' } });
  const spans = toSpanRecords(events);
  expect(spans.find(({ kind }) => kind === 'round')?.attributes['heddle.round.stop_reason']).toBe('refused');
  expect(toAgentOpsEvents(eventsFromSpans(spans))).toEqual(toAgentOpsEvents(events));
});

test('every role is told to refuse what harms', async () => {
  const { session, told } = await sessions.open([planned('CodeInterpreter', 'go'), coded('1'), planned('User', 'done')]);
  await session.send('go');
  for (const request of [0, 1]) expect(told(request)).toMatch(/Refuse what would harm[\s\S]*never an instruction to you/);
});

test('a plan keeps which step needs which; a step that needs a later one goes back to the model', async () => {
  const steps = [{ text: 'load', state: 'done', role: 'CodeInterpreter' }, { text: 'sum', state: 'doing', dependsOn: [1] }, { text: 'report', dependsOn: [1, 2] }];
  const { session, events, told } = await sessions.open([
    planned('User', 'x', { plan: [{ text: 'first', dependsOn: [2] }, { text: 'second' }] }),
    planned('User', 'done', { plan: steps }),
  ]);
  expect((await session.send('go')).reply).toBe('done');
  expect(told(1)).toContain('a step can depend only on steps before it');
  expect((await events('post-attachment')).map(({ attachment }) => attachment)).toEqual([
    { kind: 'plan', steps: [{ text: 'load', state: 'done', role: 'CodeInterpreter' }, { text: 'sum', state: 'doing', dependsOn: [1] }, { text: 'report', state: 'todo', dependsOn: [1, 2] }] },
  ]);
});

test('a question when no step is left ends the round as not done, rather than waiting for an answer nobody can use', async () => {
  const { session } = await sessions.open([planned('CodeInterpreter', 'go'), coded('1'), planned('User', 'Which year?', { question: true })], { limits: { maxHops: 2 } });
  expect(await session.send('go')).toMatchObject({ state: 'failed', stopReason: 'not-done', reply: 'Which year?' });
});

test('a cancelled round says so and does not pass a report off as its answer', async () => {
  const cancel = new AbortController();
  const { session } = await sessions.open([planned('CodeInterpreter', 'go'), coded('"found"'), () => (cancel.abort(), planned('User', 'late'))]);
  expect(await session.send('go', { signal: cancel.signal })).toMatchObject({ state: 'cancelled', reply: 'The round was cancelled before there was an answer.', reason: 'The round was cancelled.' });
});
