import type { EventOf, HeddleEvent, SpanId, SpanRecord, TraceId } from '@heddle/model';
import { fileURLToPath } from 'node:url';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { eventsFromSpans } from '../decoding/events-from-spans.js';
import { createFileJournals } from '../journal/file-journal.js';
import { toPreview } from '../preview.js';
import { toSpanRecords } from '../session-export.js';
import { toAgentOpsEvents } from './to-agentops-events.js';
import { call, cell, operation, recordSession, roundOf } from './recorded-session.test.support.js';

/** A real session: the demo, run by a scripted model in a real kernel; only paths were replaced. */
async function seattleSession(): Promise<readonly HeddleEvent[]> {
  const journals = createFileJournals(dirname(fileURLToPath(new URL('../../fixtures/seattle-session.jsonl', import.meta.url))));
  const events: HeddleEvent[] = [];
  for await (const event of journals.open('seattle-session').read()) events.push(event);
  return events;
}

test('a real session is told whole: every step once, every failure with its trigger, every event with its role', async () => {
  const events = await seattleSession();
  const told = toAgentOpsEvents(events);
  const count = (type: HeddleEvent['type']) => events.filter((event) => event.type === type).length;
  expect(told.filter((event) => event.event_type === 'actions')).toHaveLength(count('round-start') + count('post-start') + count('cell-start'));
  expect(told.filter((event) => event.event_type === 'llms')).toHaveLength(7);
  expect(told.filter((event) => event.event_type === 'tools')).toHaveLength(12);
  const errors = told.filter((event) => event.event_type === 'errors');
  expect(errors.map(({ trigger_event_type, error_type }) => [trigger_event_type, error_type])).toEqual([
    ['actions', 'InvalidArguments'], ['tools', 'InvalidArguments'], ['tools', 'RangeError'],
  ]);
  expect(errors.every((error) => told.some((event) => event.id === error.trigger_event_id))).toBe(true);
  expect(new Set(told.map((event) => event.id)).size).toBe(told.length);
  expect(new Set(told.filter((event) => event.event_type === 'tools').map((event) => event.agent_id))).toEqual(new Set(['CodeInterpreter']));
  expect(told[0]).toMatchObject({ event_type: 'actions', action_type: 'round', parent_id: null, params: { query: expect.stringContaining('unusual rain') } });
});

test('the spans of a real session tell the same as its journal, call for call', async () => {
  const events = await seattleSession();
  const spans = toSpanRecords(events);
  expect(toAgentOpsEvents(eventsFromSpans(spans))).toEqual(toAgentOpsEvents(events));
});

test('spans come back from a server in any order, some twice', async () => {
  const events = await seattleSession();
  const spans = toSpanRecords(events);
  const shuffled = [...spans, ...spans.slice(0, 5)].toReversed();
  expect(toAgentOpsEvents(eventsFromSpans(shuffled))).toEqual(toAgentOpsEvents(events));
});

const TRICKY = async () => await recordSession(async (observer) => {
  await roundOf(observer, 'CodeInterpreter', async (post) => {
    const request = {
      type: 'model-call-request', provider: 'acme', model: 'm-1', purpose: 'code', scripted: false,
      parameters: { temperature: 0, stop: ['a', 'b'], note: '[1]', seed: null, format: { type: 'json' } },
      messages: [
        { role: 'system', parts: [{ type: 'text', content: 'Be brief.' }] },
        { role: 'user', parts: [{ type: 'text', content: '{"role":"system"}' }, { type: 'other', original_type: 'picture', value: { url: 'x' } }] },
        { role: 'assistant', parts: [{ type: 'reasoning', content: 'hm' }, { type: 'tool_call', id: 't1', name: 'load', arguments: { year: '2012' } }] },
        { role: 'tool', parts: [{ type: 'tool_call_response', id: 't1', response: '12' }] },
      ],
      tools: [{ type: 'function', name: 'load', description: 'Loads.', parameters: { type: 'object' } }],
    } as const;
    const failing = operation({ ...request, modelCallId: 'mdl_1', attempt: 1 }, (durationMs) => ({
      type: 'model-call-error', modelCallId: 'mdl_1', error: { type: 'MODEL_BUSY', message: 'too many requests', stack: 'MODEL_BUSY\n  at x' }, willRetry: true, durationMs,
    }));
    await post.observe(failing, async () => {});
    const answering = operation({ ...request, modelCallId: 'mdl_2', attempt: 2 }, (durationMs) => ({
      type: 'model-call-end', modelCallId: 'mdl_2', responseModel: 'm-1-2026', output: { role: 'assistant', parts: [{ type: 'text', content: 'load()' }] },
      usage: { inputTokens: 10, outputTokens: 0, cacheReadTokens: 4 }, costUsd: 0.000123, finishReasons: ['stop'], timeToFirstTokenMs: 3, durationMs,
    }));
    await post.observe(answering, async () => {});
    await post.observe(call('cal_0', undefined, { args: { year: 2012 }, result: 12, origin: 'model', toolCallId: 't1' }), async () => {});
    await post.observe(operation(
      { type: 'operation-start', name: 'verify_code', kind: 'guardrail', input: 'load()', attributes: { 'rule.names': ['no-fetch'], text: '{"a":1}', none: null, 'heddle.call.id': 'forged', 'heddle.round.index': 7 } },
      (durationMs) => ({ type: 'operation-end', name: 'verify_code', output: { allowed: true }, durationMs }),
    ), async () => {});
    await post.observe(cell('cel_1', {
      status: 'error', stdout: 'a\n', stderr: 'b', value: { 'text/plain': '12' }, outputTruncated: true, calls: { host: 4, failed: 3, kernel: 9 },
      error: { type: 'RangeError', message: 'no such year', stack: 'RangeError: no such year\n  at cell-1.ts:1:7', line: 1, column: 7 },
      variables: [{ name: 'days', type: 'Day[3]', preview: '[…]', change: 'new' }],
    }), async (inCell) => {
      await inCell.observe(call('cal_1', 'cel_1', { args: { years: [2012] }, result: { rows: Array.from({ length: 900 }, (_, day) => ({ day, rain: day * 1.5 })) } }), async (inCall) => {
        await inCall.observe(call('cal_2', 'cel_1', { origin: 'plugin', parentCallId: 'cal_1', callSequence: 2, result: null }), async () => {});
      });
      await inCell.observe(call('cal_3', 'cel_1', { sourceCellId: 'cel_0', line: 3, task: 'worker 1', callSequence: 3, status: 'timeout' }), async () => {});
      await inCell.observe(call('cal_4', 'cel_1', {
        callSequence: 4, status: 'refused', error: { type: 'Denied', message: '' }, approval: { decision: 'denied', by: 'ada', waitedMs: 12 }, args: 'plain text',
      }), async () => {});
    });
  }, { type: 'RangeError', message: 'no such year' });
});

test('failures, retries, nested calls, shortened values and hostile attributes: journal and live spans tell the same', async () => {
  const { events, spans } = await TRICKY();
  expect(toAgentOpsEvents(eventsFromSpans(spans))).toEqual(toAgentOpsEvents(events));
});

/** The test's sessions have no `session-start` event, so spans made from their events know no app, user or tags. */
function withoutSession(spans: readonly SpanRecord[]) {
  return spans
    .map(({ resource: _resource, tags: _tags, userId: _userId, name: _name, sourceName: _source, attributes, ...span }) => {
      const { 'user.id': _user, 'heddle.tags': _list, 'gen_ai.workflow.name': _app, ...rest } = attributes;
      return { ...span, attributes: rest };
    })
    .sort((one, other) => (one.spanId < other.spanId ? -1 : 1));
}

test('live spans and spans rebuilt from the journal are the same spans', async () => {
  const { events, spans } = await TRICKY();
  const rebuilt = toSpanRecords(events);
  expect(withoutSession(spans)).toEqual(withoutSession(rebuilt));
});

function bare(events: readonly HeddleEvent[]) {
  return events.map(({ eventId: _id, sequence: _sequence, ...event }) => ('durationMs' in event ? { ...event, durationMs: Math.round(event.durationMs * 1_000) } : event));
}

test('events come back from spans with everything but deltas, notes and their own ids', async () => {
  const { events, spans } = await TRICKY();
  const expected = bare(events).map((event) =>
    // A call without an error of its own gets the one that its status means: the span had to say something.
    event.type === 'call-end' && event.callId === 'cal_3' ? { ...event, error: { type: 'timeout', message: 'The call ended with timeout.' } } : event);
  expect(bare(eventsFromSpans(spans))).toEqual(expected);
});

test('without content the two still tell the same', async () => {
  const { events, spans } = await recordSession(async (observer) => {
    await roundOf(observer, 'Planner', async (post) => {
      await post.observe(cell('cel_1'), async (inCell) => await inCell.observe(call('cal_1', 'cel_1', { args: { a: 1 }, result: 'x' }), async () => {}));
    });
  }, 'metadata');
  const told = toAgentOpsEvents(events);
  expect(JSON.stringify(told)).not.toContain('How much rain');
  expect(toAgentOpsEvents(eventsFromSpans(spans))).toEqual(told);
});

test('work that throws is an error event also where the end event does not say so', async () => {
  const { events, spans } = await recordSession(async (observer) => {
    const step = operation({ type: 'operation-start', name: 'fetch', kind: 'step', attributes: {} }, (durationMs) => ({ type: 'operation-end', name: 'fetch', durationMs }));
    await observer.observe(step, async () => { throw new RangeError('too far'); }).catch(() => {});
  });
  const [action, error] = toAgentOpsEvents(events);
  expect(error).toMatchObject({ event_type: 'errors', trigger_event_id: action?.id, error_type: 'RangeError', details: 'too far', logs: expect.stringContaining('too far') });
  expect(toAgentOpsEvents(eventsFromSpans(spans))).toEqual([action, error]);
});

test('what never ended has no end, in events and in spans', async () => {
  const { events } = await TRICKY();
  const crashed = events.slice(0, events.findIndex((event) => event.type === 'cell-start') + 1);
  const told = toAgentOpsEvents(crashed);
  expect(told.filter((event) => event.end_timestamp === null).map((event) => event.event_type === 'actions' && event.action_type)).toEqual(['round', 'post', 'cell']);
  expect(toAgentOpsEvents(eventsFromSpans(toSpanRecords(crashed)))).toEqual(told);
});

const idOf = (index: number) => (index + 1).toString(16).padStart(16, '0') as SpanId;
const timeOf = (index: number) => String(1_700_000_000_000_000_000n + BigInt(index) * 1_000_000n);

test('above the export cap the spans tell fewer calls one by one, and the same number of them', async () => {
  const trace = { sessionId: 'ses_1', traceId: '1'.repeat(32) as TraceId };
  const calls = Array.from({ length: 1_500 }, (_, index): [EventOf<'call-start'>, EventOf<'call-end'>] => {
    const envelope = { ...trace, eventId: `e${index}`, sequence: index + 1, spanId: idOf(index), timeUnixNano: timeOf(index) };
    const failed = index % 500 === 250;
    return [
      { ...envelope, type: 'call-start', callId: `cal_${index}`, cellId: 'cel_1', plugin: 'load', pluginVersion: '1', pluginHash: 'a', arguments: toPreview(index), callSequence: index + 1, origin: 'code' },
      { ...envelope, type: 'call-end', callId: `cal_${index}`, status: failed ? 'error' : 'ok', ...(failed && { error: { type: 'Error', message: 'no' } }), durationMs: 0, artifacts: [] },
    ];
  });
  const aggregate: EventOf<'call-aggregate'> = {
    ...trace, eventId: 'e', sequence: 5_000, spanId: idOf(9_999), timeUnixNano: timeOf(1_500), type: 'call-aggregate', cellId: 'cel_1', calls: 1_500, failed: 3, exported: 5,
    plugins: [{ plugin: 'load', calls: 1_500, failed: 3, totalMs: 0, p50Ms: 0, p95Ms: 0, maxMs: 0 }], startUnixNano: timeOf(0), durationMs: 1_500,
  };
  const journal = [...calls.flat(), aggregate];
  const exported = [...[0, 250, 750, 1_250, 1_499].flatMap((index) => calls[index]!), aggregate];
  const count = (events: readonly HeddleEvent[]) => {
    const tools = toAgentOpsEvents(events).filter((event) => event.event_type === 'tools');
    return tools.reduce((sum, tool) => sum + (tool.id === idOf(9_999) ? (tool.params as { calls: number }).calls : 1), 0);
  };
  expect(toAgentOpsEvents(journal).filter((event) => event.event_type === 'tools')).toHaveLength(1_500);
  expect(count(eventsFromSpans(toSpanRecords(exported)))).toBe(1_500);
  expect(toAgentOpsEvents(eventsFromSpans(toSpanRecords(exported))).filter((event) => event.event_type === 'errors')).toHaveLength(3);
});

test('spans of other libraries and nonsense in ours are left out or read as empty, never thrown', async () => {
  const { spans } = await TRICKY();
  const foreign = spans.map((span) => ({ ...span, scope: { name: 'other', version: '' } }));
  expect(eventsFromSpans(foreign)).toEqual([]);
  const spoilt = spans.map((span) => ({
    ...span,
    attributes: Object.fromEntries(Object.entries(span.attributes).map(([key, value]) => [key, typeof value === 'string' ? '{"__proto__":{"polluted":1},"parts":7' : null])),
  }));
  expect(() => toAgentOpsEvents(eventsFromSpans(spoilt))).not.toThrow();
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});
