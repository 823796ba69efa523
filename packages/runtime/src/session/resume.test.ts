import { processPlace } from '@heddle/kernel';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { definePlugin } from '../plugins/plugin.js';
import { coded, planned, sessionsIn } from './open-session.test.support.js';

// A session outlives its process: each test closes the runtime and opens the session with another one.

let sessions: Awaited<ReturnType<typeof sessionsIn>>;
beforeAll(async () => void (sessions = await sessionsIn('resume')));
afterEach(async () => await sessions.closeRuntimes());
afterAll(async () => await sessions.close());

/** Counts what ran for real, and gives another value each time: only a recorded result can bring the first one back. */
let runs = 0;
const next = definePlugin({ name: 'count.next', description: 'Another number each time.', input: z.object({ step: z.number() }), run: ({ step }) => (runs += step) });
const fails = definePlugin({ name: 'count.fail', description: 'Fails.', input: z.object({}), run: () => { runs += 1_000; throw new Error('no more numbers'); } });
const plugins = [next, fails];

const LANGUAGES = {
  typescript: {
    first: 'const one = await count.next({ step: 1 });\nlet note = "";\ntry { await count.fail({}) } catch (error) { note = (error as Error).message }\none',
    second: 'const both = [one, await count.next({ step: 10 })];\nboth',
    use: '({ one, both, note })',
    value: /one: (\d+), both: \[ \1, (\d+) \], note: 'no more numbers'/,
    chance: 'const chance = Math.random();\nchance',
    ask: 'typeof chance',
    gone: /undefined/,
  },
  python: {
    first: 'one = count.next(step=1)\nnote = ""\ntry:\n    count.fail()\nexcept Exception as error:\n    note = str(error)\none',
    second: 'both = [one, count.next(step=10)]\nboth',
    use: '{"one": one, "both": both, "note": note}',
    value: /'one': (\d+), 'both': \[\1, (\d+)\], 'note': '[^']*no more numbers/,
    chance: 'import random\nchance = random.random()\nchance',
    ask: '"chance" in globals()',
    gone: /False/,
  },
} as const;

const HAS_PYTHON = (await processPlace.unavailable('python')) === undefined;
const delegate = planned('CodeInterpreter', 'go');
const answer = planned('User', 'done');

describe.each(['typescript', 'python'] as const)('%s', (language) => {
  const { first, second, use, value, chance, ask, gone } = LANGUAGES[language];
  const config = { kernel: { language } };
  const without = language === 'python' && !HAS_PYTHON;

  test.skipIf(without)('variables of several rounds come back from recorded results, failed calls among them; no plugin runs again', async () => {
    const before = await sessions.open([delegate, coded(first), answer, delegate, coded(second), answer], config, { plugins });
    await before.session.send('count');
    await before.session.send('count on');
    await sessions.closeRuntimes();
    const ran = runs;

    const after = await sessions.open([delegate, coded(use), answer], config, { plugins }, { resume: before.session.id });
    const { round } = await after.session.send('what do you have');
    expect(round.posts.find(({ from }) => from === 'CodeInterpreter')?.message).toMatch(value);
    expect(runs).toBe(ran);
    expect(after.session.rounds.map(({ query, index }) => [index, query])).toEqual([[1, 'count'], [2, 'count on'], [3, 'what do you have']]);
    expect((await after.events('cell-start')).map(({ index }) => index)).toEqual([1, 2, 3]);
  });

  test.skipIf(without)('what cannot be had back exactly is named to the user and to the model, and is gone', async () => {
    const before = await sessions.open([delegate, coded(chance), answer], config);
    await before.session.send('roll');
    await sessions.closeRuntimes();

    const warnings: string[] = [];
    const after = await sessions.open([delegate, coded(ask), answer], config, { warn: (message) => warnings.push(message) }, { resume: before.session.id });
    const { round } = await after.session.send('and now');
    expect(warnings).toEqual([expect.stringMatching(/these variables are gone: .*chance.*gave another result when it was run again/)]);
    expect(after.told(1)).toMatch(/these variables are gone: .*chance/);
    expect(round.posts.find(({ from }) => from === 'CodeInterpreter')?.message).toMatch(gone);
  });

  test.skipIf(without)('a fork has the variables as they were after the round it begins with; both go on apart', async () => {
    const begin = language === 'typescript' ? 'let n = 1;' : 'n = 1';
    const before = await sessions.open([delegate, coded(begin), answer, delegate, coded('n = n + 1;\nn'), answer], config);
    await before.session.send('one');
    await before.session.send('two');
    await sessions.closeRuntimes();

    const fork = await sessions.open([delegate, coded('n = n + 10;\nn'), answer], config, {}, { forkFrom: { sessionId: before.session.id, rounds: 1 } });
    const forked = await fork.session.send('eleven');
    const again = await sessions.open([delegate, coded('n'), answer], config, {}, { resume: before.session.id });
    const kept = await again.session.send('still two');
    const reported = [forked, kept].map(({ round }) => round.posts.find(({ from }) => from === 'CodeInterpreter')?.message);
    expect(reported).toEqual(['Value:\n11', 'Value:\n2']);
    expect((await fork.events('session-start'))[0]).toMatchObject({ forkedFrom: { sessionId: before.session.id, rounds: 1 } });
  });
});

test('a round that waited for an answer waits for it in the next process too', async () => {
  const before = await sessions.open([planned('User', 'Which year?', { question: true })]);
  const paused = await before.session.send('How much rain?');
  await sessions.closeRuntimes();
  const after = await sessions.open([answer], {}, {}, { resume: before.session.id });
  expect(await after.session.send('2013')).toMatchObject({ state: 'finished', roundId: paused.roundId });
  expect(after.session.rounds).toHaveLength(1);
  expect(after.told(0)).toMatch(/How much rain\?[\s\S]*Which year\?[\s\S]*2013/);
});

test('a session is resumed as often as one likes; sequence and rounds go on without a gap', async () => {
  const first = await sessions.open([answer]);
  await first.session.send('1');
  const { id } = first.session;
  for (const query of ['2', '3']) {
    await sessions.closeRuntimes();
    await (await sessions.open([answer], {}, {}, { resume: id })).session.send(query);
  }
  await sessions.closeRuntimes();
  const last = await sessions.open([], {}, {}, { resume: id });
  expect(last.session.rounds.map(({ query }) => query)).toEqual(['1', '2', '3']);
  const seen: number[] = [];
  const watching = last.session.subscribe({ name: 'sequence', handle: ({ sequence }) => void seen.push(sequence) });
  await watching.drained();
  expect(seen).toEqual(seen.map((_, index) => index + 1));
});

test('a session that is open cannot be opened twice, and no fork begins behind its end', async () => {
  const { runtime, session } = await sessions.open([answer]);
  await session.send('1');
  await expect(runtime.openSession({ resume: session.id })).rejects.toMatchObject({ code: 'SESSION_OPEN' });
  for (const rounds of [5, -1, 0.5]) {
    await expect(runtime.openSession({ forkFrom: { sessionId: session.id, rounds } })).rejects.toMatchObject({ code: 'UNKNOWN_SESSION', message: `Session ${session.id} has 1 round; it cannot be forked after round ${rounds}.` });
  }
});
