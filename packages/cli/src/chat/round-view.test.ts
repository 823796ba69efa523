import type { EventOf, EventPayload, HeddleEvent } from '@heddle/model';
import { expect, test } from 'vitest';
import type { ChatScreen } from './chat-screen.js';
import { createRoundView } from './round-view.js';

/** What a screen showed of these events, and its last status. */
function shown(payloads: readonly EventPayload[], { echoed = true } = {}): { readonly lines: readonly string[]; readonly statuses: readonly (string | undefined)[] } {
  const lines: string[] = [];
  const statuses: (string | undefined)[] = [];
  const screen: ChatScreen = { columns: 80, print: (text) => void lines.push(...text.split('\n')), tail() {}, status: (text) => void statuses.push(text) };
  const view = createRoundView(screen, { now: () => 0, pathOf: (name) => `/work/${name}`, pageOf: (session, cell) => `http://here/${session}/${cell}`, echoed });
  for (const [index, payload] of payloads.entries()) {
    void view.handle({ eventId: `e${index}`, sequence: index + 1, timeUnixNano: '0', sessionId: 's', ...payload } as HeddleEvent);
  }
  return { lines, statuses };
}

const preview = (json: string) => ({ json, summary: json, sizeBytes: json.length, sha256: '' as never, truncated: false });
const start: EventPayload = { type: 'round-start', index: 1, segment: 1, query: 'Sum it', files: [] };
const end = (reply: string, more: Partial<EventOf<'round-end'>> = {}): EventPayload => ({ type: 'round-end', state: 'finished', reply, durationMs: 1, ...more });
const asked = (purpose = 'plan'): EventPayload => ({ type: 'model-call-request', modelCallId: 'm', provider: 'p', model: 'big', parameters: {}, messages: [], purpose, attempt: 1, scripted: false });
const wrote = (text: string): readonly EventPayload[] => [...text.match(/[\s\S]{1,7}/g)!].map((piece) => ({ type: 'model-call-delta', modelCallId: 'm', text: piece }));
const answered = (costUsd: number | null = null): EventPayload => ({
  type: 'model-call-end', modelCallId: 'm', responseModel: 'big', output: { role: 'assistant', parts: [] }, usage: { inputTokens: 1_200, outputTokens: 30 }, costUsd, finishReasons: ['stop'], durationMs: 1,
});
const cellStart = (source: string): EventPayload => ({ type: 'cell-start', cellId: 'c', index: 1, language: 'typescript', source, attempt: 1, place: 'process', kernelId: 'k' });
const cellEnd = (calls: number, failed: number, more: Partial<EventOf<'cell-end'>> = {}): EventPayload => ({
  type: 'cell-end', cellId: 'c', status: 'ok', stdout: '', stderr: '', outputTruncated: false, artifacts: [], durationMs: 1_500, calls: { host: calls, failed, kernel: calls }, variables: [], ...more,
});
const call = (id: number, ok = true): readonly EventPayload[] => [
  { type: 'call-start', callId: `call${id}`, cellId: 'c', plugin: 'load', pluginVersion: '1', pluginHash: 'h', arguments: preview(`{"n":${id}}`), line: 2, callSequence: id, origin: 'code' },
  { type: 'call-end', callId: `call${id}`, status: ok ? 'ok' : 'error', ...(ok ? { result: preview('7') } : { error: { type: 'Error', message: 'no' } }), durationMs: 3, artifacts: [] },
];

test('an answer is shown once, whole, as it was written', () => {
  const reply = JSON.stringify({ thought: 'Easy.', to: 'User', message: 'It is 7.\nReally.' });
  expect(shown([start, asked(), ...wrote(reply), answered(), end('It is 7.\nReally.')]).lines).toEqual(['  Easy.', '', 'It is 7.', 'Really.']);
});

test('an answer that was not streamed is shown at the end, with how the round ended', () => {
  expect(shown([start, end('Half of it.', { state: 'cancelled', reason: 'The round was cancelled.' })]).lines).toEqual(['', 'Half of it.', '(cancelled: The round was cancelled.)']);
  expect(shown([start, end('Which year?', { state: 'paused' })], { echoed: false }).lines).toEqual(['› Sum it', '', 'Which year?', '(waits for your answer)']);
});

test('code is shown once, whether it was streamed or not', () => {
  const streamed = [asked('code'), ...wrote(JSON.stringify({ code: 'const a = 1;\na' })), answered()];
  const code = ['    1 │ const a = 1;', '    2 │ a'];
  expect(shown([start, ...streamed, cellStart('const a = 1;\na'), cellEnd(0, 0)]).lines).toEqual([...code, '  ✓ cell done in 1.50 s, 0 calls']);
  expect(shown([start, cellStart('const a = 1;\na')]).lines).toEqual(code);
});

test('of many calls on a line the first and the failed ones are shown, the rest is counted', () => {
  const many = Array.from({ length: 1_000 }, (_, index) => call(index + 1, index + 1 !== 700)).flat();
  expect(shown([start, cellStart('x'), ...many, cellEnd(1_000, 1)]).lines).toEqual([
    '    1 │ x',
    ...[1, 2, 3, 4, 5].map((id) => `    ✓ line 2 load({"n":${id}}) 3 ms → 7`),
    '    ✗ line 2 load({"n":700}) 3 ms error: no',
    '    … 994 more calls on line 2 load',
    '  ✓ cell done in 1.50 s, 1,000 calls, 1 failed',
  ]);
});

test('below its name stands what each role thinks, says and does, the plan before the message it leads to', () => {
  const step = { text: 'Load', state: 'doing', role: 'Worker' } as const;
  const planned = JSON.stringify({ thought: 'Load first.', plan: [step, { text: 'Tell', state: 'soon' }, 7], to: 'Worker', message: 'Load it.' });
  expect(shown([
    start,
    { type: 'post-start', from: 'Planner', replyTo: 'User' }, asked(), ...wrote(planned), answered(),
    { type: 'post-start', from: 'Worker', replyTo: 'Planner' }, asked('code'), ...wrote(JSON.stringify({ code: 'load()' })), answered(), cellStart('load()'), cellEnd(0, 0),
    { type: 'post-start', from: 'Planner', replyTo: 'User' }, asked(), ...wrote(JSON.stringify({ to: 'User', message: 'It is 7.' })), answered(), end('It is 7.'),
  ]).lines).toEqual([
    '● Planner', '  Load first.', '  ▸ Load (Worker)', '  · Tell', '  → Worker', '    Load it.',
    '● Worker', '    1 │ load()', '  ✓ cell done in 1.50 s, 0 calls',
    '● Planner', '', 'It is 7.',
  ]);
});

test('what a terminal cannot draw is an address', () => {
  const vega = { 'application/vnd.vegalite.v5+json': { mark: 'bar' } };
  const display: EventPayload = { type: 'cell-display', cellId: 'c', bundle: vega, atMs: 1 };
  const value = cellEnd(0, 0, { value: { 'text/plain': '<Figure>', 'image/png': 'aGk=' } });
  expect(shown([start, cellStart('x'), display, value]).lines.slice(1)).toEqual(['    chart: http://here/s/c', '    <Figure>', '    picture: http://here/s/c', '  ✓ cell done in 1.50 s, 0 calls']);
});

test('while a call waits for a permission the status says so', () => {
  const { statuses } = shown([start, cellStart('x'), { type: 'approval-request', callId: 'a', plugin: 'pay', reason: 'Money.' }]);
  expect(statuses.at(-1)).toBe('waits for your word on pay · 0 s · Ctrl-C cancels');
});

test('calls that a model makes itself are shown like those of code', () => {
  const [called, ended] = call(1);
  const { cellId: _, line: __, ...byModel } = called as EventOf<'call-start'>;
  expect(shown([start, { type: 'post-start', from: 'Caller', replyTo: 'User' }, { ...byModel, origin: 'model' } as EventPayload, ended!]).lines).toEqual(['● Caller', '    ✓ load({"n":1}) 3 ms → 7']);
});

const plan = (state: 'doing' | 'done'): EventPayload => ({ type: 'post-attachment', attachment: { kind: 'plan', steps: [{ text: 'Load', state, role: 'Worker' }] } });

test('a plan is shown when it changes', () => {
  expect(shown([start, plan('doing'), plan('doing'), plan('done')]).lines).toEqual(['  ▸ Load (Worker)', '  ✓ Load (Worker)']);
});

test('the status says who is at work and what it has cost', () => {
  const { statuses } = shown([start, { type: 'post-start', from: 'Planner', replyTo: 'User' }, asked(), answered(0.25), end('')]);
  expect(statuses).toEqual([
    '0 s · Ctrl-C cancels', 'Planner · 0 s · Ctrl-C cancels', 'Planner · big · thinking · 0 s · Ctrl-C cancels', 'Planner · big · 0 s · 1,200 in, 30 out · $0.2500 · Ctrl-C cancels', undefined,
  ]);
});

test('nothing that anybody said can move the cursor', () => {
  const evil = '\u001b[2J\u001b]0;title\u0007\r\u009b1A';
  const { lines, statuses } = shown([
    { ...start, query: evil } as EventPayload,
    { type: 'post-start', from: evil, replyTo: 'User' },
    asked(), ...wrote(JSON.stringify({ thought: evil, to: evil, message: evil, code: evil })), answered(),
    { type: 'post-attachment', attachment: { kind: 'plan', steps: [{ text: evil, state: 'doing', role: evil }] } },
    cellStart(evil), { type: 'cell-output', cellId: 'c', stream: 'stdout', text: evil, atMs: 1 },
    { type: 'cell-display', cellId: 'c', bundle: { 'text/plain': evil }, atMs: 1 },
    { type: 'call-start', callId: 'x', cellId: 'c', plugin: evil, pluginVersion: '1', pluginHash: 'h', arguments: preview(evil), callSequence: 1, origin: 'code' },
    { type: 'call-end', callId: 'x', status: 'error', error: { type: evil, message: evil }, durationMs: 1, artifacts: [] },
    cellEnd(1, 1, { status: 'error', error: { type: evil, message: evil }, artifacts: [{ sha256: '' as never, name: evil, mimeType: evil, sizeBytes: 1 }] }),
    { type: 'kernel-warning', kernelId: 'k', message: evil }, { type: 'plugin-error', plugin: evil, message: evil },
    { type: 'model-call-error', modelCallId: 'm', error: { type: evil, message: evil }, willRetry: true, durationMs: 1 },
    end(evil, { state: 'failed', reason: evil }),
  ], { echoed: false });
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  for (const text of [...lines, ...statuses]) expect(text ?? '').not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  expect(lines.length).toBeGreaterThan(12);
});
