import type { HeddleEvent } from '@heddle/model';
import { expect, test } from 'vitest';
import { rainSession } from '../test-data/rain-session.js';
import { buildTranscript } from './build-transcript.js';
import { findSelection } from './find-selection.js';
import type { PostItem } from './transcript.js';

const finished = rainSession({ startMs: 1_800_000_000_000, finished: true });
const running = rainSession({ startMs: 1_800_000_000_000 });

function words(item: PostItem): string {
  switch (item.kind) {
    case 'model-call': return `model call (${item.call.purpose}, ${item.call.state})`;
    case 'cell': return `cell ${item.cell.index}.${item.cell.attempt} ${item.cell.status}${item.superseded ? ', superseded' : ''}`;
    case 'plan': return `plan of ${item.steps.length}`;
    case 'approval': return `approval ${item.approval.decision}`;
    default: return item.kind;
  }
}

test('a session reads as rounds of posts, with what happened in each in order', () => {
  const { rounds } = buildTranscript(finished.events);
  expect(rounds.map((round) => [round.index, round.state, round.posts.map((post) => [post.from, post.to, ...post.items.map(words)])])).toEqual([
    [1, 'finished', [
      ['Planner', 'CodeInterpreter', 'model call (plan, ok)', 'plan of 4'],
      ['CodeInterpreter', 'Planner', 'model call (code, ok)', 'cell 2.1 error, superseded', 'model call (repair, ok)', 'approval approved', 'cell 2.2 ok', 'model call (report, ok)'],
      ['Planner', 'User', 'model call (answer, ok)'],
    ]],
    [2, 'finished', [
      ['Planner', 'CodeInterpreter', 'model call (plan, ok)', 'plan of 2'],
      ['CodeInterpreter', 'Planner', 'model call (code, ok)', 'cell 3.1 ok'],
      ['Planner', 'User', 'model call (answer, ok)'],
    ]],
  ]);
});

test('a cell holds its calls with their lines, times and ends', () => {
  const cell = [...buildTranscript(finished.events).cells.values()][1]!;
  expect(cell.calls.map((call) => [call.sequence, call.plugin, call.line, call.startMs, call.durationMs, call.status])).toEqual([
    [1, 'weather.load', 2, 5, 486, 'ok'], [2, 'weather.normals', 3, 493, 48, 'ok'], [3, 'anomalies.detect', 11, 548, 212, 'ok'],
    [4, 'anomalies.detect', 11, 762, 38, 'error'], [5, 'anomalies.detect', 15, 803, 61, 'ok'], [6, 'anomalies.detect', 11, 866, 144, 'ok'],
    [7, 'anomalies.detect', 11, 1_012, 138, 'ok'], [8, 'stats.trend', 18, 1_153, 29, 'ok'], [9, 'charts.bars', 21, 1_185, 181, 'ok'],
  ]);
});

test('what still runs is told as far as it has come', () => {
  const round = buildTranscript(running.events).rounds[1]!;
  const post = round.posts[1]!;
  expect([round.state, post.state, post.items.map(words)]).toEqual(['running', 'running', ['model call (code, running)']]);
  expect(post.items[0]).toMatchObject({ call: { streamed: expect.stringContaining('const wet = flagged.filter') } });
});

test('order and repetition of events change nothing', () => {
  const backwards = finished.events.toReversed();
  expect(buildTranscript([...backwards, ...finished.events.slice(3, 9)])).toEqual(buildTranscript(finished.events));
});

test('events that never came are counted, and what follows them is kept', () => {
  const without = finished.events.filter((event) => event.type !== 'round-start' && event.sequence !== 5);
  const transcript = buildTranscript(without);
  expect(transcript.missingEvents).toBe(3);
  expect(transcript.rounds.map((round) => [round.query, round.state, round.posts.length])).toEqual([['', 'finished', 3], ['', 'finished', 3]]);
});

test('a kind of event this version does not know is passed over', () => {
  const [first] = finished.events;
  const unknown = { ...first, sequence: finished.events.length + 1, type: 'telepathy-start' } as unknown as HeddleEvent;
  expect(buildTranscript([...finished.events, unknown]).rounds).toHaveLength(2);
});

test('a round that paused and went on is one round with two traces', () => {
  const start = finished.events.find((event) => event.type === 'round-start')!;
  const end = finished.events.find((event) => event.type === 'round-end')!;
  const events = [
    { ...start, sequence: 1 }, { ...end, sequence: 2, state: 'paused', durationMs: 100 },
    { ...start, sequence: 3, segment: 2, traceId: 'f'.repeat(32) }, { ...end, sequence: 4, traceId: 'f'.repeat(32), durationMs: 50 },
  ] as unknown as HeddleEvent[];
  expect(buildTranscript(events).rounds).toMatchObject([{ state: 'finished', durationMs: 150, traceIds: [start.traceId, 'f'.repeat(32)] }]);
});

test('a call that a model makes itself stands in its post, and can be selected', () => {
  const { events } = finished;
  const post = events.find((event) => event.type === 'post-start')!;
  const place = { sessionId: post.sessionId, roundId: post.roundId!, postId: post.postId!, traceId: post.traceId!, timeUnixNano: post.timeUnixNano };
  const preview = { json: '{"year":2013}', summary: 'object', sizeBytes: 13, sha256: 'a' as never, truncated: false };
  const last = events.at(-1)!.sequence;
  const made: HeddleEvent[] = [
    { ...place, eventId: 'e1', sequence: last + 1, type: 'call-start', callId: 'cal_own', toolCallId: 'call_1', plugin: 'sales.load', pluginVersion: '1', pluginHash: 'h', arguments: preview, callSequence: 1, origin: 'model' },
    { ...place, eventId: 'e2', sequence: last + 2, type: 'call-end', callId: 'cal_own', status: 'ok', result: preview, durationMs: 4, artifacts: [] },
  ];
  const transcript = buildTranscript([...events, ...made]);
  expect(transcript.rounds[0]!.posts[0]!.items.at(-1)).toMatchObject({ kind: 'call', call: { plugin: 'sales.load', status: 'ok', durationMs: 4, origin: 'model' } });
  expect(findSelection(transcript, 'cal_own')).toMatchObject({ kind: 'call', cell: undefined, call: { id: 'cal_own' } });
});

test('what memory did and which plugins changed is said', () => {
  const { events } = finished;
  const round = events.find((event) => event.type === 'round-start')!;
  const place = { sessionId: round.sessionId, roundId: round.roundId!, traceId: round.traceId!, spanId: round.spanId!, timeUnixNano: round.timeUnixNano };
  const last = events.at(-1)!.sequence;
  const told: HeddleEvent[] = [
    { ...place, eventId: 'm1', sequence: last + 1, type: 'memory-recall', lessons: ['units'], examples: [], keys: ['a', 'b'] },
    { ...place, eventId: 'm2', sequence: last + 2, type: 'memory-write', key: 'table', value: 'rain', scope: 'session', by: 'Planner' },
    { ...place, eventId: 'm3', sequence: last + 3, type: 'plugin-change', plugins: [{ name: 'sales.load', description: '', version: '1', hash: 'h' }] },
  ];
  expect(buildTranscript([...events, ...told]).notices.slice(-3)).toMatchObject([
    { title: 'Memory', text: 'The models are told 1 lesson, 2 notes beside the conversation.' },
    { title: 'Memory', text: 'Planner noted "table" for this session.' },
    { title: 'Plugins from now on', text: 'sales.load' },
  ]);
});
