import type { HeddleEvent } from '@heddle/model';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { roundProgress } from './round-progress.js';

const place = { eventId: 'e', sequence: 1, timeUnixNano: '0', sessionId: 's' } as const;
const preview = { json: '{}', summary: 'object', sizeBytes: 2, sha256: 'a' as never, truncated: false };

function started(callId: string, cellId?: string): HeddleEvent {
  return { ...place, type: 'call-start', callId, ...(cellId !== undefined && { cellId }), plugin: 'sales.load', pluginVersion: '1', pluginHash: 'h', arguments: preview, callSequence: 1, origin: cellId === undefined ? 'model' : 'code' };
}

test('calls that a model makes itself have a line each, those of code none', async () => {
  const lines: string[] = [];
  const progress = roundProgress((line) => void lines.push(stripVTControlCharacters(line)));
  const events: HeddleEvent[] = [
    started('one'), started('two', 'cell'), started('three'),
    { ...place, type: 'call-end', callId: 'one', status: 'ok', durationMs: 4, artifacts: [], result: preview },
    { ...place, type: 'call-end', callId: 'two', status: 'ok', durationMs: 4, artifacts: [], result: preview },
    { ...place, type: 'call-end', callId: 'three', status: 'error', durationMs: 4, artifacts: [], error: { type: 'RangeError', message: 'nothing of 1999\nat x' } },
  ];
  for (const event of events) await progress.handle(event);
  expect(lines).toEqual(['    ✓ sales.load, 4 ms', '    ✗ sales.load, 4 ms  RangeError: nothing of 1999']);
});
