import { unixNanoToMs, type EventError, type EventOf, type EventPayload, type HeddleEvent } from '@heddle/model';
import { spanEnding } from '../encoding/span-of-event.js';

const CRASH: EventError = { type: 'host-crash', message: 'The process that ran this ended before it did.' };

/** An end that was never written, with the start it belongs to where that opened a span. */
export interface OrphanEnd {
  readonly start: HeddleEvent;
  readonly payload: EventPayload;
}

/**
 * The ends that a crash left unwritten, innermost first. Everything ends when the session gave its last sign of life.
 *
 * @param events - one session's whole journal, in order
 * @returns nothing for a session that ended, or was closed this way before
 */
export function orphanEnds(events: readonly HeddleEvent[]): readonly OrphanEnd[] {
  const last = events.at(-1);
  if (!last || last.type === 'session-end') return [];
  const lastMs = unixNanoToMs(BigInt(last.timeUnixNano));
  const ended = new Set(events.filter((event) => spanEnding(event)).map(({ spanId }) => spanId));
  const endedKernels = new Set(events.flatMap((event) => (event.type === 'kernel-end' ? [event.kernelId] : [])));
  const ends: OrphanEnd[] = [];
  for (const start of events.toReversed()) {
    if (start.type === 'kernel-start' ? endedKernels.has(start.kernelId) : ended.has(start.spanId)) continue;
    const payload = endOf(start, lastMs - unixNanoToMs(BigInt(start.timeUnixNano)), events);
    if (payload) ends.push({ start, payload });
  }
  const session = events.find(({ type }) => type === 'session-start');
  if (session) ends.push({ start: session, payload: { type: 'session-end', reason: 'host-crash' } });
  return ends;
}

function endOf(start: HeddleEvent, durationMs: number, events: readonly HeddleEvent[]): EventPayload | undefined {
  switch (start.type) {
    case 'call-start': return { type: 'call-end', callId: start.callId, status: 'host-crash', error: CRASH, durationMs, artifacts: [] };
    case 'cell-start': return endOfCell(start, durationMs, events);
    case 'model-call-request': return { type: 'model-call-error', modelCallId: start.modelCallId, error: CRASH, willRetry: false, durationMs };
    case 'operation-start': return { type: 'operation-end', name: start.name, error: CRASH, durationMs };
    case 'post-start': return { type: 'post-end', from: start.from, to: start.replyTo, message: '', attachments: [], error: CRASH, durationMs };
    case 'round-start': return { type: 'round-end', state: 'failed', reply: '', reason: CRASH.message, error: CRASH, durationMs };
    case 'kernel-start': return { type: 'kernel-end', kernelId: start.kernelId, reason: 'host-crash', lostVariables: lostVariables(start.kernelId, events) };
    default: return undefined;
  }
}

/** What is known of the cell: its output and its calls up to the crash. */
function endOfCell({ cellId }: EventOf<'cell-start'>, durationMs: number, events: readonly HeddleEvent[]): EventPayload {
  const outputs = events.filter((event): event is EventOf<'cell-output'> => event.type === 'cell-output' && event.cellId === cellId);
  const text = (stream: 'stdout' | 'stderr') => outputs.filter((output) => output.stream === stream).map((output) => output.text).join('');
  const calls = new Set(events.flatMap((event) => (event.type === 'call-start' && event.cellId === cellId ? [event.callId] : [])));
  const succeeded = events.filter((event) => event.type === 'call-end' && event.status === 'ok' && calls.has(event.callId)).length;
  return {
    type: 'cell-end',
    cellId,
    status: 'kernel-exit',
    stdout: text('stdout'),
    stderr: text('stderr'),
    outputTruncated: false,
    artifacts: [],
    error: CRASH,
    durationMs,
    calls: { host: calls.size, failed: calls.size - succeeded, kernel: calls.size },
    variables: [],
  };
}

function lostVariables(kernelId: string, events: readonly HeddleEvent[]): readonly string[] {
  const cells = new Set(events.flatMap((event) => (event.type === 'cell-start' && event.kernelId === kernelId ? [event.cellId] : [])));
  const last = events.findLast((event): event is EventOf<'cell-end'> => event.type === 'cell-end' && cells.has(event.cellId));
  return last?.variables.map(({ name }) => name) ?? [];
}
