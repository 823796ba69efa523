import type { CallEnd, CallStart, CellEnd, CellStart, EventPayload, HeddleEvent, JsonValue, SpanRecord } from '@heddle/model';
import { normaliseSpan } from '@heddle/conventions';
import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { Capture } from '../capture.js';
import { SCOPE_NAME } from '../encoding/recorded-span.js';
import { rawSpanOf } from '../encoding/raw-span-of.js';
import { EventBus } from '../handlers/event-bus.js';
import { createMemoryJournals } from '../journal/memory-journal.js';
import { createObserver, type Observation, type Observer, type Operation } from '../observe.js';
import { toPreview } from '../preview.js';
import { createRedactor } from '../redact.js';

/** What was recorded of a session: its events, and its spans as a server would give them. */
export interface RecordedSession {
  readonly events: readonly HeddleEvent[];
  readonly spans: readonly SpanRecord[];
}

/** Records whatever `work` observes, through the real observer, journal and tracer. */
export async function recordSession(work: (observer: Observer) => Promise<void>, capture: Capture = 'full'): Promise<RecordedSession> {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const finished = new InMemorySpanExporter();
  const tracer = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(finished)] }).getTracer(SCOPE_NAME);
  const journal = createMemoryJournals().open('ses_1');
  let nowMs = 1_700_000_000_000.25;
  const observer = createObserver({
    session: { sessionId: 'ses_1', app: 'rain', tags: ['test'], userId: 'ada' },
    tracer, journal, capture,
    bus: new EventBus(),
    clock: { nowMs: () => (nowMs += 0.125) },
    redact: createRedactor(),
  });
  await work(observer);
  const events: HeddleEvent[] = [];
  for await (const event of journal.read()) events.push(event);
  return { events, spans: finished.getFinishedSpans().map((span) => normaliseSpan(rawSpanOf(span))) };
}

/** An operation from its two payloads. `end` is given the duration. */
export function operation(start: EventPayload, end: (durationMs: number) => EventPayload, scope: Operation<unknown>['scope'] = {}): Operation<void> {
  return { start, scope, end: ({ durationMs }) => end(durationMs) };
}

export function cell(cellId: string, more: Partial<Omit<CellStart, 'type'> & Omit<CellEnd, 'type'>> = {}): Operation<void> {
  const start: CellStart = {
    type: 'cell-start', cellId, index: 1, language: 'typescript', source: 'await load(1)', attempt: 1, place: 'process', kernelId: 'krn_1', ...pick(more, ['attempt', 'source', 'index']),
  };
  return operation(start, (durationMs): CellEnd => ({
    type: 'cell-end', cellId, status: 'ok', stdout: '', stderr: '', outputTruncated: false, artifacts: [], durationMs,
    calls: { host: 1, failed: 0, kernel: 1 }, variables: [], ...pick(more, ['status', 'stdout', 'stderr', 'value', 'error', 'artifacts', 'variables', 'outputTruncated', 'calls']),
  }));
}

export interface CallFacts extends Partial<Pick<CallStart, 'parentCallId' | 'sourceCellId' | 'line' | 'task' | 'origin' | 'callSequence' | 'toolCallId'> & Pick<CallEnd, 'status' | 'error' | 'approval'>> {
  readonly args?: JsonValue;
  readonly result?: JsonValue;
}

/** @param cellId - `undefined` for a call that a model makes itself */
export function call(callId: string, cellId: string | undefined, { args = {}, result, ...more }: CallFacts = {}): Operation<void> {
  const start: CallStart = {
    type: 'call-start', callId, ...(cellId !== undefined && { cellId }), plugin: 'load', pluginVersion: '1.0.0', pluginHash: 'abc', arguments: toPreview(args), callSequence: 1, origin: 'code',
    ...pick(more, ['parentCallId', 'sourceCellId', 'line', 'task', 'origin', 'callSequence', 'toolCallId']),
  };
  return operation(start, (durationMs): CallEnd => ({
    type: 'call-end', callId, status: 'ok', durationMs, artifacts: [], ...(result !== undefined && { result: toPreview(result) }), ...pick(more, ['status', 'error', 'approval']),
  }));
}

function pick<Whole extends object, Key extends keyof Whole>(whole: Whole, keys: readonly Key[]): Partial<Pick<Whole, Key>> {
  return Object.fromEntries(keys.flatMap((key) => (whole[key] === undefined ? [] : [[key, whole[key]]]))) as Partial<Pick<Whole, Key>>;
}

/** A round with one post by a role; `work` happens inside the post. */
export async function roundOf(observer: Observer, role: string, work: (post: Observation) => Promise<void>, failure?: { readonly type: string; readonly message: string }): Promise<void> {
  const round = operation(
    { type: 'round-start', index: 1, segment: 1, query: 'How much rain?', files: [] },
    (durationMs) => ({
      type: 'round-end', state: failure ? 'failed' : 'finished', stopReason: failure ? 'not-done' : 'done', reply: failure ? '' : '{"mm": 12}', durationMs,
      ...(failure && { reason: failure.message, error: failure }),
    }),
    { roundId: 'rnd_1' },
  );
  const post = operation(
    { type: 'post-start', from: role, replyTo: 'User' },
    (durationMs) => ({
      type: 'post-end', from: role, to: 'User', message: '12 mm', durationMs,
      attachments: [{ kind: 'plan', steps: [{ text: 'load', state: 'done' }] }, { kind: 'thought', text: '' }],
    }),
    { postId: 'pst_1' },
  );
  await observer.observe(round, async (inRound) => await inRound.observe(post, work));
}
