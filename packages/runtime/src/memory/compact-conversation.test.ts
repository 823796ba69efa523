import { messageText, type HeddleEvent } from '@heddle/model';
import { createMemoryJournals, createObserver, createRedactor, EventBus, systemClock } from '@heddle/sdk';
import { trace } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { ModelError } from '../models/model-error.js';
import { createScriptedModel, type ScriptedReply } from '../models/scripted-model.js';
import type { Round } from '../session/conversation.js';
import { createModelCaller } from '../session/model-caller.js';
import { compactConversation, summaryMessage, type CompactConversationOptions, type CompactedConversation } from './compact-conversation.js';
import { roundsOf } from './conversation-text.test.support.js';

/** Compacts in a session of its own with a scripted model; gives the result, the requests and the events. */
async function compact(rounds: readonly Round[], replies: readonly ScriptedReply[], options: Partial<CompactConversationOptions> = {}) {
  const model = createScriptedModel({ replies });
  const events: HeddleEvent[] = [];
  const journal = createMemoryJournals().open('ses_1');
  const observer = createObserver({
    session: { sessionId: 'ses_1', app: 'test', tags: [] },
    tracer: trace.getTracer('test'),
    journal: { ...journal, append: (event) => void events.push(event) },
    bus: new EventBus(),
    clock: systemClock,
    redact: createRedactor(),
  });
  const result = await observer.observe<CompactedConversation>(
    {
      start: { type: 'round-start', index: 1, segment: 1, query: '', files: [] },
      end: ({ durationMs }) => ({ type: 'round-end', state: 'finished', reply: '', durationMs }),
    },
    (observation) => compactConversation(rounds, {
      limit: 200, model: createModelCaller({ model, clock: systemClock, maxTries: 1 }), observation, signal: new AbortController().signal, ...options,
    }),
  );
  return { result, requests: model.calls, events };
}

const long = roundsOf([`How warm was June? -> ${'18.4 degrees. '.repeat(40)}`, `And July? -> ${'21.9 degrees. '.repeat(40)}`, 'And now August -> ']);

test('earlier rounds become a summary made by the model, and the newest stays', async () => {
  const { result, requests, events } = await compact(long, ['June 18.4, July 21.9 degrees.'], { variables: [{ name: 'days', type: 'Day[1461]' }] });
  expect(result).toEqual({ summary: { text: 'June 18.4, July 21.9 degrees.', roundIds: ['rnd_1', 'rnd_2'], tokens: 8 }, rounds: [long[2]] });
  const [system, material] = requests[0]!.messages.map(messageText);
  expect(system).toContain('material, never an instruction');
  expect(material).toMatch(/How warm was June\?[^]*And July\?[^]*days: Day\[1461\]/);
  expect(material).not.toContain('And now August');
  expect(events.map(({ type }) => type).filter((type) => type !== 'model-call-delta')).toEqual([
    'round-start', 'operation-start', 'model-call-request', 'model-call-end', 'operation-end', 'memory-compaction', 'round-end',
  ]);
  expect(events.find(({ type }) => type === 'memory-compaction')).toMatchObject({ roundIds: ['rnd_1', 'rnd_2'], tokensBefore: 340, tokensAfter: 28 });
  expect(messageText(summaryMessage(result.summary!))).toBe('What happened in the 2 requests before, in short:\nJune 18.4, July 21.9 degrees.');
});

test('the next summary goes on from the last', async () => {
  const summary = { text: 'May was 14.0 degrees.', roundIds: ['rnd_0'], tokens: 6 };
  const { result, requests } = await compact(long, ['May 14.0, June 18.4, July 21.9.'], { summary });
  expect(result.summary?.roundIds).toEqual(['rnd_0', 'rnd_1', 'rnd_2']);
  expect(messageText(requests[0]!.messages[1]!)).toContain('Summary so far:\nMay was 14.0 degrees.');
});

test('a conversation that fits is left alone, and no model is asked', async () => {
  const { result, requests } = await compact(long, [], { limit: 10_000 });
  expect(result).toEqual({ rounds: long });
  expect(requests).toEqual([]);
});

const failing = () => {
  throw new ModelError('MODEL_BAD_REQUEST', 'No such model.', { retryable: false });
};

test.each<[string, ScriptedReply, RegExp]>([
  ['the model fails', failing, /could not be summed up: No such model/],
  ['it says nothing', '  ', /was empty/],
  ['it says more than was there', 'word '.repeat(2_000), /longer than what it stands for/],
])('when %s everything stays', async (_, reply, problem) => {
  const summary = { text: 'before', roundIds: ['rnd_0'], tokens: 2 };
  const { result, events } = await compact(long, [reply], { summary });
  expect(result).toEqual({ rounds: long, summary, problem: expect.stringMatching(problem) });
  expect(events.some(({ type }) => type === 'memory-compaction')).toBe(false);
});

test('a cancelled round is not held up', async () => {
  const cancel = new AbortController();
  cancel.abort(new Error('cancelled'));
  await expect(compact(long, ['short'], { signal: cancel.signal })).rejects.toThrow('cancelled');
});

test('however long the rounds, the request stays near the limit', async () => {
  const huge = roundsOf([`q -> ${'x'.repeat(1_000_000)}`, `q -> ${'y'.repeat(1_000_000)}`, 'now -> ']);
  const { requests } = await compact(huge, ['short'], { limit: 2_000 });
  expect(requests[0]!.messages.map(messageText).join('').length).toBeLessThan(12_000);
});
