import type { EventType, HeddleEvent } from '@heddle/model';
import { processPlace } from '@heddle/kernel';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createRuntime, type OpenSessionOptions, type Runtime, type RuntimeOverrides } from '../create-runtime.js';
import type { ChatPart } from '../models/chat-model.js';
import { ModelError } from '../models/model-error.js';
import { createScriptedModel, type ScriptedReply } from '../models/scripted-model.js';
import { definePlugin } from '../plugins/plugin.js';

let dataDir = '';
let runtime: Runtime | undefined;
beforeAll(async () => void (dataDir = await mkdtemp(join(tmpdir(), 'heddle-session-'))));
afterEach(async () => await runtime?.close());
afterAll(async () => await rm(dataDir, { recursive: true, force: true }));

let halved = 0;
const half = definePlugin({
  name: 'maths.half',
  description: 'Half of an even number.',
  input: z.object({ of: z.number() }),
  output: z.number(),
  run({ of }) {
    halved++;
    if (of % 2 !== 0) throw new RangeError(`${of} is odd`);
    return of / 2;
  },
});

/** A session with real kernels and a scripted model, its events collected. */
async function openSession(replies: readonly ScriptedReply[], config: Parameters<typeof createRuntime>[0] = {}, options: OpenSessionOptions = {}, overrides: RuntimeOverrides = {}) {
  const model = createScriptedModel({ replies });
  const billed = { ...model, stream: (...request: Parameters<typeof model.stream>) => withUsage(model.stream(...request)) };
  runtime = await createRuntime({ dataDir, telemetry: { heddle: false }, ...config }, { model: billed, plugins: [half], place: processPlace, ...overrides });
  const events: HeddleEvent[] = [];
  const session = await runtime.openSession(options);
  const subscription = session.subscribe({ name: 'test', handle: (event) => void events.push(event) });
  return { session, events, model, drained: () => subscription.drained() };
}

/** As if each call had used tokens: a script by itself has none. */
async function* withUsage(parts: AsyncIterable<ChatPart>): AsyncIterable<ChatPart> {
  for await (const part of parts) yield part.type === 'finish' ? { ...part, usage: { inputTokens: 1_000, outputTokens: 500 } } : part;
}

const delegate = JSON.stringify({ thought: '', plan: [], to: 'CodeInterpreter', message: 'Compute it.' });
const code = (source: string) => JSON.stringify({ thought: '', code: source });
const answer = (message: string) => JSON.stringify({ thought: '', plan: [], to: 'User', message });

function typesOf(events: readonly HeddleEvent[], ...types: readonly EventType[]): readonly HeddleEvent[] {
  return events.filter((event) => types.includes(event.type));
}

test('a round goes from the Planner to the CodeInterpreter and back, and every step is an event', async () => {
  const { session, events, drained } = await openSession([delegate, code('const six = await maths.half({ of: 12 });\nsix'), answer('It is 6.')]);
  const round = await session.send('What is half of 12?');
  await drained();
  expect(round).toMatchObject({ state: 'finished', reply: 'It is 6.' });
  expect(events.filter((event) => !/delta|kernel|attachment/.test(event.type)).map((event) => event.type)).toEqual([
    'session-start', 'round-start',
    'post-start', 'model-call-request', 'model-call-end', 'post-end',
    'post-start', 'model-call-request', 'model-call-end', 'cell-start', 'call-start', 'call-end', 'cell-end', 'post-end',
    'post-start', 'model-call-request', 'model-call-end', 'post-end',
    'round-end',
  ]);
  expect(events.map((event) => event.sequence)).toEqual(events.map((_, index) => index + 1));
  expect(typesOf(events, 'call-start')[0]).toMatchObject({ plugin: 'maths.half', line: 1, arguments: { json: '{"of":12}' } });
});

test('variables of one round are there in the next', async () => {
  const { session } = await openSession([delegate, code('const kept = 41;'), answer('kept'), delegate, code('kept + 1'), answer('done')]);
  await session.send('keep');
  const second = await session.send('use');
  const report = second.round.posts.find((post) => post.from === 'CodeInterpreter');
  expect(report?.message).toContain('42');
});

test('code that fails is corrected by the model, which is told the line and the error', async () => {
  const { session, events, model, drained } = await openSession([delegate, code('const a = 1;\nmissing();'), code('"fine"'), answer('ok')]);
  expect((await session.send('go')).state).toBe('finished');
  await drained();
  expect(typesOf(events, 'cell-end').map((event) => event.type === 'cell-end' && event.status)).toEqual(['error', 'ok']);
  expect(typesOf(events, 'cell-start').map((event) => event.type === 'cell-start' && [event.index, event.attempt])).toEqual([[1, 1], [1, 2]]);
  expect(JSON.stringify(model.calls[2]!.messages.at(-1))).toMatch(/on line 2.*missing is not defined/);
});

test('a reply that cannot be read goes back with what is wrong', async () => {
  const { session, events, drained } = await openSession(['I think we should just answer.', answer('Now in JSON.')]);
  expect(await session.send('hi')).toMatchObject({ state: 'finished', reply: 'Now in JSON.' });
  await drained();
  expect(typesOf(events, 'model-call-request').map((event) => event.type === 'model-call-request' && event.purpose)).toEqual(['plan', 'repair']);
});

test('a model that never gives a readable reply ends the round as failed, and the session lives on', async () => {
  const { session } = await openSession(['no', 'no', 'no', answer('back again')]);
  const failed = await session.send('hi');
  expect(failed.state).toBe('failed');
  expect(failed.reason).toMatch(/no readable reply in 3 tries/);
  expect(await session.send('hi')).toMatchObject({ state: 'finished', reply: 'back again' });
});

test('a post to somebody unknown is corrected like any other bad reply', async () => {
  const { session } = await openSession([JSON.stringify({ thought: '', plan: [], to: 'Nobody', message: 'x' }), answer('me')]);
  expect((await session.send('hi')).reply).toBe('me');
});

test('a provider that fails for a moment is asked again, and both tries are on record', async () => {
  let failures = 1;
  const flaky = () => {
    if (failures-- > 0) throw new ModelError('MODEL_UNAVAILABLE', 'try later', { retryable: true, retryAfterMs: 1 });
    return answer('there');
  };
  const { session, events, drained } = await openSession([flaky, flaky]);
  expect((await session.send('hi')).reply).toBe('there');
  await drained();
  expect(typesOf(events, 'model-call-error')).toMatchObject([{ willRetry: true, error: { message: 'try later' } }]);
  expect(typesOf(events, 'model-call-request').map((event) => event.type === 'model-call-request' && event.attempt)).toEqual([1, 2]);
});

test('when the hops are used up the first role answers with what there is', async () => {
  const { session } = await openSession([delegate, code('1'), delegate, code('2'), answer('As far as I got: 2.')], { limits: { maxHops: 4 } });
  expect(await session.send('go on for ever')).toMatchObject({ state: 'finished', reply: 'As far as I got: 2.' });
});

test('cancelling ends the round and keeps the session and its kernel', async () => {
  const { session } = await openSession([delegate, code('const before = 1;'), answer('set'), delegate, code('for (;;) {}'), delegate, code('before'), answer('still there')]);
  await session.send('set');
  const cancel = new AbortController();
  session.subscribe({ name: 'canceller', handle: (event) => void (event.type === 'cell-start' && event.source.startsWith('for') && cancel.abort()) });
  expect(await session.send('spin', { signal: cancel.signal })).toMatchObject({ state: 'cancelled' });
  expect(await session.send('and now')).toMatchObject({ state: 'finished', reply: 'still there' });
});

test('messages sent at once are answered one after the other', async () => {
  const { session } = await openSession([answer('first'), answer('second')]);
  const [first, second] = await Promise.all([session.send('1'), session.send('2')]);
  expect([first.reply, second.reply]).toEqual(['first', 'second']);
  expect(session.rounds.map((round) => round.query)).toEqual(['1', '2']);
});

test('a late handler first gets what happened before', async () => {
  const { session } = await openSession([answer('one')]);
  await session.send('1');
  const seen: string[] = [];
  const late = session.subscribe({ name: 'late', handle: (event) => void seen.push(event.type) });
  await session.close();
  await late.drained();
  expect(seen[0]).toBe('session-start');
  expect(seen.at(-1)).toBe('session-end');
  expect(seen).toContain('round-end');
});

test('a closed session says so', async () => {
  const { session } = await openSession([]);
  await session.close();
  await expect(session.send('hi')).rejects.toThrow(/is closed. Open a new one/);
});

test('a question to the user pauses the round; the answer goes on with it in a new trace that is linked', async () => {
  const ask = JSON.stringify({ thought: '', plan: [], to: 'User', message: 'Which year?', question: true });
  const { session, events, model, drained } = await openSession([ask, answer('2013 it is.')]);
  const paused = await session.send('How much rain?');
  expect(paused).toMatchObject({ state: 'paused', reply: 'Which year?' });
  const resumed = await session.send('2013');
  await drained();
  expect(resumed).toMatchObject({ state: 'finished', reply: '2013 it is.', roundId: paused.roundId });
  expect(resumed.traceId).not.toBe(paused.traceId);
  expect(session.rounds).toHaveLength(1);
  expect(typesOf(events, 'round-start')).toMatchObject([{ segment: 1 }, { segment: 2, continues: { traceId: paused.traceId } }]);
  expect(JSON.stringify(model.calls[1]!.messages)).toMatch(/How much rain.*Which year.*2013/s);
});

test('a budget stops the round before the call that could go over it, and what was found out is delivered', async () => {
  const { session, events, drained } = await openSession([delegate, code('"partial work"'), answer('never')], { limits: { maxRoundTokens: 4_000 } });
  const round = await session.send('go');
  await drained();
  expect(round.state).toBe('failed');
  expect(round.reason).toMatch(/The round may use 4000 tokens.*Raise limits.maxRoundTokens/);
  expect(typesOf(events, 'budget-exceeded')).toHaveLength(1);
});

test('a session is resumed with its rounds and its variables, and no plugin runs twice', async () => {
  const first = await openSession([delegate, code('const six = await maths.half({ of: 12 });\nsix'), answer('6')]);
  await first.session.send('half of 12');
  await runtime!.close();
  const before = halved;

  const second = await openSession([delegate, code('six * 7'), answer('42')], {}, { resume: first.session.id });
  const round = await second.session.send('times 7');
  await second.drained();
  expect(round.round.posts.find((post) => post.from === 'CodeInterpreter')?.message).toContain('42');
  expect(halved).toBe(before);
  expect(second.session.rounds.map((one) => one.query)).toEqual(['half of 12', 'times 7']);
  expect(second.events.map((event) => event.sequence)).toEqual(second.events.map((_, index) => index + 1));
  expect(typesOf(second.events, 'session-start')).toMatchObject([{}, { resumed: true }]);
});

test('variables that cannot be had back exactly are named to the model as lost', async () => {
  const first = await openSession([delegate, code('const chance = Math.random();\nchance'), answer('done')]);
  await first.session.send('roll');
  await runtime!.close();
  const second = await openSession([delegate, code('typeof chance'), answer('gone')], {}, { resume: first.session.id });
  const round = await second.session.send('again');
  expect(round.round.posts.find((post) => post.from === 'CodeInterpreter')?.message).toContain('undefined');
  expect(JSON.stringify(second.model.calls[1]!.messages)).toMatch(/these variables are gone: chance.*another result when it was run again/);
});

test('a fork goes on from a round of another session and leaves that one alone', async () => {
  const first = await openSession([delegate, code('const n = 1;'), answer('one'), delegate, code('n = 2;'), answer('two')]);
  await first.session.send('set');
  await first.session.send('raise');
  await runtime!.close();
  const fork = await openSession([delegate, code('n'), answer('still one')], {}, { forkFrom: { sessionId: first.session.id, rounds: 1 } });
  const round = await fork.session.send('what is n');
  expect(round.round.posts.find((post) => post.from === 'CodeInterpreter')?.message).toContain('1');
  expect(fork.session.id).not.toBe(first.session.id);
  expect(fork.session.rounds.map((one) => one.query)).toEqual(['set', 'what is n']);
});

test('a session nobody knows cannot be resumed', async () => {
  await expect(openSession([], {}, { resume: 'ses_nobody' })).rejects.toThrow(/There is no journal of session ses_nobody/);
});

test('a call that needs a permission waits for it, and what was decided is on record', async () => {
  const asked: string[] = [];
  const approvals = { ask: async (question: { readonly plugin: string; readonly reason: string }) => (asked.push(`${question.plugin}: ${question.reason}`), { decision: 'denied' as const, by: 'the test' }) };
  const { session, events, drained } = await openSession([delegate, code('try { await maths.half({ of: 2 }) } catch (error) { (error as Error).name }'), answer('refused')], { policy: { approve: { 'maths.*': 'It is mathematics.' } } }, {}, { approvals });
  await session.send('half');
  await drained();
  expect(asked).toEqual(['maths.half: It is mathematics.']);
  expect(typesOf(events, 'approval-decision')).toMatchObject([{ decision: 'denied', by: 'the test' }]);
  expect(typesOf(events, 'call-end')).toMatchObject([{ status: 'refused', approval: { decision: 'denied', by: 'the test' } }]);
});

test('rounds that take too much of a prompt become a summary, and that is on record', async () => {
  const long = `Long ago ${'it rained a lot and nobody wrote it down properly. '.repeat(90)}`;
  const { session, events, model, drained } = await openSession([answer('noted'), 'The user told of rain.', answer('noted again'), answer('yes')], { memory: { maxTokens: 1_000 } });
  await session.send(long);
  await session.send('And then?');
  await session.send('Was there rain?');
  await drained();
  expect(typesOf(events, 'memory-compaction').length).toBeGreaterThan(0);
  expect(JSON.stringify(model.calls.at(-1)!.messages)).toContain('The user told of rain.');
  expect(JSON.stringify(model.calls.at(-1)!.messages)).not.toContain('nobody wrote it down properly');
});

test('a plugin keeps its state from call to call and puts it away with the session', async () => {
  const closed: number[] = [];
  const counter = definePlugin({
    name: 'count.next',
    description: 'Counts.',
    input: z.object({}),
    create: () => ({ n: 0 }),
    dispose: (state) => void closed.push(state.n),
    run: (_, context) => ++context.state.n,
  });
  const { session } = await openSession([delegate, code('await count.next({}); await count.next({})'), answer('2')], {}, {}, { plugins: [counter] });
  const round = await session.send('count');
  await session.close();
  expect(round.round.posts.find((post) => post.from === 'CodeInterpreter')?.message).toContain('2');
  expect(closed).toEqual([2]);
});
