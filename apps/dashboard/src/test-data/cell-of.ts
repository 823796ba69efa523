import type { Call, Cell } from '../model/transcript.js';

/** A call with everything it does not say at its plainest: one that went well. */
export function callOf(facts: Partial<Call> = {}): Call {
  const sequence = facts.sequence ?? 1;
  return {
    id: `cal_${sequence}`, cellId: 'cel_1', parentCallId: undefined, plugin: 'lookup', pluginVersion: undefined, pluginHash: undefined, sequence, line: 1, column: undefined,
    sourceCellId: undefined, origin: 'code', arguments: undefined, result: undefined, status: 'ok', error: undefined, startMs: 0, durationMs: 10, artifacts: [], logs: [],
    approval: undefined, traceId: undefined, spanId: undefined, ...facts,
  };
}

/** A cell that ran well for 100 ms, unless it says otherwise. */
export function cellOf(facts: Partial<Cell> = {}): Cell {
  return {
    id: 'cel_1', index: 1, language: 'typescript', source: '', attempt: 1, place: 'process', kernelId: 'krn_1', status: 'ok', roundId: 'rnd_1', postId: 'pst_1', startMs: 0,
    durationMs: 100, calls: [], counts: undefined, stdout: '', stderr: '', outputs: [], outputTruncated: false, displays: [], value: undefined, artifacts: [], variables: [],
    error: undefined, traceId: undefined, spanId: undefined, ...facts,
  };
}
