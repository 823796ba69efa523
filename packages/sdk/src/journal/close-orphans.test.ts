import type { HeddleEvent } from '@heddle/model';
import { defaultResource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { expect, test } from 'vitest';
import { closeOrphans } from './close-orphans.js';
import { createMemoryJournals } from './memory-journal.js';

const PREVIEW = { json: '{}', summary: '', sizeBytes: 2, sha256: '', truncated: false };

function at(sequence: number, spanId: string, parentSpanId?: string) {
  return {
    eventId: `evt_${sequence}`,
    sequence,
    timeUnixNano: `${sequence}000000`,
    sessionId: 'ses_1',
    traceId: 'a'.repeat(32),
    spanId: spanId.repeat(16),
    ...(parentSpanId && { parentSpanId: parentSpanId.repeat(16) }),
  };
}

/** A session that died in the middle of a call: round > cell > call, with one call that had ended. */
function crashed(): readonly HeddleEvent[] {
  const call = { type: 'call-start', cellId: 'cel_1', plugin: 'load', pluginVersion: '1', pluginHash: 'h', arguments: PREVIEW, origin: 'code' };
  return [
    { ...at(1, '1'), spanId: undefined, traceId: undefined, type: 'session-start', app: 'seattle', configuration: {}, roles: [], plugins: [], places: [], tags: [], metadata: {}, heddleVersion: '0' },
    { ...at(2, '1'), spanId: undefined, traceId: undefined, type: 'kernel-start', kernelId: 'krn_1', place: 'process', language: 'typescript', startMs: 1 },
    { ...at(3, '1'), type: 'round-start', index: 1, segment: 1, query: 'q', files: [] },
    { ...at(4, '2', '1'), type: 'cell-start', cellId: 'cel_1', index: 1, language: 'typescript', source: '1', attempt: 1, place: 'process', kernelId: 'krn_1' },
    { ...at(5, '2', '1'), type: 'cell-output', cellId: 'cel_1', stream: 'stdout', text: 'hi\n', atMs: 1 },
    { ...at(6, '3', '2'), ...call, callId: 'cal_1', callSequence: 1 },
    { ...at(7, '3', '2'), type: 'call-end', callId: 'cal_1', status: 'ok', durationMs: 1, artifacts: [] },
    { ...at(8, '4', '2'), ...call, callId: 'cal_2', callSequence: 2 },
    { ...at(9, '4', '2'), type: 'call-log', callId: 'cal_2', level: 'info', message: 'under way' },
  ] as unknown as readonly HeddleEvent[];
}

async function close(events: readonly HeddleEvent[]) {
  const journal = createMemoryJournals().open('ses_1');
  for (const event of events) journal.append(event);
  const spans: ReadableSpan[] = [];
  const recorded = { resource: defaultResource(), exportSpan: (span: ReadableSpan) => void spans.push(span) };
  const count = await closeOrphans(journal, { recorded });
  const written: HeddleEvent[] = [];
  for await (const event of journal.read({ afterSequence: events.length })) written.push(event);
  return { count, spans, written, again: () => closeOrphans(journal, { recorded }) };
}

test('what a crash left open is ended innermost first, at the last sign of life', async () => {
  const { written } = await close(crashed());
  expect(written.map(({ type, sequence, timeUnixNano }) => [type, sequence, timeUnixNano])).toEqual([
    ['call-end', 10, '9000000'], ['cell-end', 11, '9000000'], ['round-end', 12, '9000000'], ['kernel-end', 13, '9000000'], ['session-end', 14, '9000000'],
  ]);
  expect(written[0]).toMatchObject({ callId: 'cal_2', status: 'host-crash', durationMs: 1, spanId: '4'.repeat(16), parentSpanId: '2'.repeat(16) });
  expect(written[1]).toMatchObject({ status: 'kernel-exit', stdout: 'hi\n', calls: { host: 2, failed: 1, kernel: 2 }, error: { type: 'host-crash' } });
});

test('its spans are exported as ended, with the reason', async () => {
  const { spans } = await close(crashed());
  expect(spans.map(({ name, ended, attributes }) => [name, ended, attributes['heddle.span.end_reason'], attributes['error.type']])).toEqual([
    ['execute_tool load', true, 'host-crash', 'host-crash'],
    ['execute_tool execute_typescript', true, 'host-crash', 'host-crash'],
    ['invoke_workflow seattle', true, 'host-crash', 'host-crash'],
  ]);
  expect(spans[0]?.spanContext().spanId).toBe('4'.repeat(16));
});

test('closing again, or closing a session that ended, changes nothing', async () => {
  const { count, again } = await close(crashed());
  expect(count).toBe(5);
  expect(await again()).toBe(0);
  expect((await close([])).count).toBe(0);
});
