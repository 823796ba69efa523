import type { EventOf, EventType, HeddleEvent } from '@heddle/model';
import { toAgentOpsEvents } from '@heddle/sdk';
import { processPlace } from '@heddle/kernel';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createRuntime } from '../create-runtime.js';
import type { ChatModel } from '../models/chat-model.js';
import { ModelError } from '../models/model-error.js';
import { createScriptedModel } from '../models/scripted-model.js';
import { definePlugin } from '../plugins/plugin.js';
import { coded, planned } from './open-session.test.support.js';

// One session with something of everything. Each test is one thing that whoever watches an agent wants to know, and finds it
// in what a handler was told: nothing else is looked at.

let dataDir = '';
const told: HeddleEvent[] = [];

function all<Type extends EventType>(type: Type): readonly EventOf<Type>[] {
  return told.filter((event): event is EventOf<Type> => event.type === type);
}

const year = z.object({ year: z.number() });
const load = definePlugin({
  name: 'rain.load', description: 'Rain of a year.', version: '2.1.0', input: year, secrets: ['HEDDLE_TEST_RAIN_KEY'],
  run({ year: wanted }, context) {
    context.log('info', `asked for ${wanted} with ${context.secret('HEDDLE_TEST_RAIN_KEY')}`);
    if (wanted > 2015) throw new RangeError(`There is no rain of ${wanted}.`);
    return [{ month: 1, mm: 12 }, { month: 2, mm: 30 }];
  },
});

/** A model with a price: what it costs is known. Its first call fails once. */
function pricedModel(): ChatModel {
  const script = createScriptedModel({
    replies: [
      planned('CodeInterpreter', 'Load the rain.', { thought: 'Data first.', plan: [{ text: 'Load', state: 'doing', role: 'CodeInterpreter' }] }),
      coded('nothingOfThatName();'),
      coded("const { writeFileSync } = await import('node:fs');\nconst days = await rain.load({ year: 2015 });\ntry { await rain.load({ year: 2016 }) } catch (error) { console.error(error.message) }\nwriteFileSync('rain.csv', 'month,mm');\nconsole.log('loaded');\ndays"),
      planned('User', 'It rained 42 mm.'),
    ],
  });
  let failures = 1;
  return {
    provider: 'openai', model: 'gpt-4o-mini', scripted: false,
    async *stream(request, options) {
      if (failures-- > 0) throw new ModelError('MODEL_RATE_LIMITED', 'Too many requests.', { retryable: true, retryAfterMs: 1, status: 429 });
      for await (const part of script.stream(request, options)) {
        yield part.type === 'finish' ? { ...part, usage: { inputTokens: 1_000, outputTokens: 200, cacheReadTokens: 400 }, responseModel: 'gpt-4o-mini-2024-07-18' } : part;
      }
    },
  };
}

beforeAll(async () => {
  process.env['HEDDLE_TEST_RAIN_KEY'] = 'rain-s3cret-value';
  dataDir = await mkdtemp(join(tmpdir(), 'heddle-view-'));
  const config = { app: 'rain', dataDir, telemetry: { heddle: false as const, backends: [{ kind: 'agentops' as const, apiKey: 'agentops-s3cret', apiUrl: 'http://127.0.0.1:1', exporterUrl: 'http://127.0.0.1:1' }] } };
  const runtime = await createRuntime(config, { model: pricedModel(), plugins: [load], place: processPlace, warn: () => {} });
  const watching = runtime.subscribe({ name: 'view', handle: (event) => void told.push(event) });
  const session = await runtime.openSession({ userId: 'ada', tags: ['trial'], metadata: { ticket: 7 } });
  const round = await session.send('How much did it rain?', { files: [{ name: 'note.txt', mimeType: 'text/plain', bytes: Buffer.from('sum it') }] });
  expect(round.state).toBe('finished');
  await session.close();
  await watching.drained();
  // Its spans wait for a token of the backend, which nobody gives: that must not keep anybody.
  void runtime.close();
});
afterAll(async () => {
  delete process.env['HEDDLE_TEST_RAIN_KEY'];
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
});

test("the user's query and files", () => {
  expect(all('round-start')).toMatchObject([{ index: 1, query: 'How much did it rain?', files: [{ name: 'note.txt', mimeType: 'text/plain', sizeBytes: 6, sha256: expect.any(String) as string }] }]);
});

test('the effective configuration, defaults filled in and secrets redacted; whose session it is', () => {
  const [{ configuration, userId, tags, metadata, heddleVersion, places }] = all('session-start') as [EventOf<'session-start'>];
  expect({ userId, tags, metadata, places }).toEqual({ userId: 'ada', tags: ['trial'], metadata: { ticket: 7 }, places: ['process'] });
  expect(heddleVersion).toMatch(/^\d+\.\d+/);
  expect(configuration).toMatchObject({ app: 'rain', limits: { maxHops: 16, maxAttempts: 3 }, kernel: { language: 'typescript' }, model: { provider: 'openai', model: 'gpt-4o-mini' }, telemetry: { backends: [{ kind: 'agentops' }] } });
  expect(JSON.stringify(told)).not.toContain('s3cret');
});

test('roles and plugins, plugins with version and hash', () => {
  const [{ roles, plugins }] = all('session-start') as [EventOf<'session-start'>];
  expect(roles.map(({ name }) => name)).toEqual(['Planner', 'CodeInterpreter']);
  expect(plugins).toEqual([{ name: 'rain.load', description: 'Rain of a year.', version: '2.1.0', hash: load.hash }]);
});

test('every model call: provider, model, parameters, messages, why and which try', () => {
  const requests = all('model-call-request');
  expect(requests.map(({ provider, model, purpose, attempt, scripted }) => [provider, model, purpose, attempt, scripted])).toEqual([
    ['openai', 'gpt-4o-mini', 'plan', 1, false], ['openai', 'gpt-4o-mini', 'plan', 2, false], ['openai', 'gpt-4o-mini', 'code', 1, false], ['openai', 'gpt-4o-mini', 'correct', 1, false], ['openai', 'gpt-4o-mini', 'plan', 1, false],
  ]);
  expect(JSON.stringify(requests[1]!.messages)).toContain('How much did it rain?');
  expect(typeof requests[0]!.parameters).toBe('object');
});

test('every answer of a model: output, usage, cost, latency; and every failure', () => {
  const ends = all('model-call-end');
  expect(ends).toHaveLength(4);
  for (const end of ends) {
    expect(end).toMatchObject({ responseModel: 'gpt-4o-mini-2024-07-18', usage: { inputTokens: 1_000, outputTokens: 200, cacheReadTokens: 400 }, finishReasons: ['stop'] });
    expect(end.costUsd).toBeGreaterThan(0);
    expect(end.durationMs).toBeGreaterThanOrEqual(end.timeToFirstTokenMs!);
  }
  expect(JSON.stringify(ends.at(-1)!.output)).toContain('It rained 42 mm.');
  expect(all('model-call-error')).toMatchObject([{ error: { message: 'Too many requests.' }, willRetry: true }]);
});

test('every cell: code, language, attempt, place, output, value, artifacts, variables, its error with the line', () => {
  const [failed, done] = all('cell-end');
  expect(all('cell-start').map(({ index, attempt, language, place }) => [index, attempt, language, place])).toEqual([[1, 1, 'typescript', 'process'], [1, 2, 'typescript', 'process']]);
  expect(all('cell-start')[1]!.source).toContain("writeFileSync('rain.csv'");
  expect(failed).toMatchObject({ status: 'error', error: { line: 1, message: expect.any(String) as string } });
  expect(done).toMatchObject({
    status: 'ok', stdout: 'loaded\n', stderr: 'There is no rain of 2016.\n', artifacts: [{ name: 'rain.csv', mimeType: 'text/csv' }], calls: { host: 2, failed: 1 }, variables: expect.arrayContaining([expect.objectContaining({ name: 'days' })]) as unknown[],
  });
  expect(all('cell-output').map(({ stream, text }) => [stream, text.trim()])).toEqual(expect.arrayContaining([['stderr', 'There is no rain of 2016.'], ['stdout', 'loaded']]));
});

test('every plugin call: arguments, line, result or error, log, duration, version', () => {
  const starts = all('call-start');
  expect(starts.map(({ plugin, pluginVersion, line, arguments: given, origin }) => [plugin, pluginVersion, line, given.json, origin])).toEqual([
    ['rain.load', '2.1.0', 2, '{"year":2015}', 'code'], ['rain.load', '2.1.0', 3, '{"year":2016}', 'code'],
  ]);
  expect(all('call-end')).toMatchObject([
    { status: 'ok', result: { summary: '2 rows' }, durationMs: expect.any(Number) as number }, { status: 'error', error: { type: 'RangeError', message: 'There is no rain of 2016.' } },
  ]);
  expect(all('call-log').map(({ level, message }) => [level, message.slice(0, 19)])).toEqual([['info', 'asked for 2015 with'], ['info', 'asked for 2016 with']]);
});

test('the routing between roles, with what each said and attached', () => {
  expect(all('post-end').map(({ from, to }) => [from, to])).toEqual([['Planner', 'CodeInterpreter'], ['CodeInterpreter', 'Planner'], ['Planner', 'User']]);
  expect(all('post-end')[0]!.attachments.map(({ kind }) => kind)).toEqual(['thought', 'plan']);
  expect(all('post-end')[1]!.attachments.map(({ kind }) => kind)).toEqual(['code', 'result', 'code', 'result', 'artifact']);
});

test('each error names what triggered it', () => {
  const events = toAgentOpsEvents(told);
  const errors = events.flatMap((event) => (event.event_type === 'errors' ? [event] : []));
  const triggers = errors.map(({ trigger_event_id: id, trigger_event_type: type }) => events.find((event) => event.id === id && event.event_type === type));
  expect(errors.map(({ details }) => details)).toEqual(['Too many requests.', expect.any(String), 'There is no rain of 2016.']);
  expect(triggers.map((trigger) => trigger?.event_type)).toEqual(['llms', 'actions', 'tools']);
});

test('how long everything took and how it ended', () => {
  const ends = told.filter((event) => event.type.endsWith('-end') && event.type !== 'session-end' && event.type !== 'kernel-end');
  expect(ends.length).toBeGreaterThan(10);
  for (const end of ends) expect((end as EventOf<'round-end'>).durationMs).toBeGreaterThanOrEqual(0);
  expect(all('round-end')).toMatchObject([{ state: 'finished', stopReason: 'done', reply: 'It rained 42 mm.' }]);
  expect(all('kernel-end')).toMatchObject([{ reason: 'closed' }]);
  expect(told.at(-1)).toMatchObject({ type: 'session-end', reason: 'closed' });
});

test("the contract of AgentOps' four events, field by field", () => {
  const events = toAgentOpsEvents(told);
  const ids = new Set(events.map(({ id }) => id));
  const micros = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
  expect(ids.size).toBe(events.length);
  expect(JSON.parse(JSON.stringify(events))).toEqual(events);
  for (const event of events) {
    expect(['actions', 'llms', 'tools', 'errors']).toContain(event.event_type);
    expect(event.session_id).toBe(told[0]!.sessionId);
    expect(event.init_timestamp).toMatch(micros);
    expect(event.end_timestamp).toMatch(micros);
    expect(event.end_timestamp! >= event.init_timestamp).toBe(true);
    expect(event.parent_id === null ? event.event_type : ids.has(event.parent_id)).toBe(event.parent_id === null ? 'actions' : true);
    if (event.event_type === 'errors') expect(ids.has(event.trigger_event_id)).toBe(true);
  }
  expect(events.map(({ event_type: type, agent_id: agent }) => [type, agent])).toEqual([
    ['actions', null], ['actions', 'Planner'], ['llms', 'Planner'], ['errors', 'Planner'], ['llms', 'Planner'],
    ['actions', 'CodeInterpreter'], ['llms', 'CodeInterpreter'], ['actions', 'CodeInterpreter'], ['errors', 'CodeInterpreter'], ['llms', 'CodeInterpreter'], ['actions', 'CodeInterpreter'], ['tools', 'CodeInterpreter'], ['tools', 'CodeInterpreter'], ['errors', 'CodeInterpreter'],
    ['actions', 'Planner'], ['llms', 'Planner'],
  ]);
});
