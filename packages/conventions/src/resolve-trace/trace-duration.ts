import { unixNanoToIso, unixNanoToMs, type SpanRecord, type TraceSummary } from '@heddle/model';

/** Wall-clock time from the first start to the last end. A start of 0 says nothing, unless all do. */
export function traceDurationMs(spans: readonly SpanRecord[], running: boolean): Pick<TraceSummary, 'startTime' | 'durationMs'> {
  let first = '';
  let last = '0';
  for (const { startTimeUnixNano, endTimeUnixNano } of spans) {
    if (startTimeUnixNano !== '0' && (first === '' || isBefore(startTimeUnixNano, first))) first = startTimeUnixNano;
    if (isBefore(last, endTimeUnixNano)) last = endTimeUnixNano;
  }
  const start = BigInt(first || '0');
  const end = BigInt(last);
  return { startTime: unixNanoToIso(start), durationMs: running || end === 0n ? null : unixNanoToMs(end > start ? end - start : 0n) };
}

/** Compares decimal texts without leading zeros as the numbers they are. */
function isBefore(a: string, b: string): boolean {
  return a.length === b.length ? a < b : a.length < b.length;
}
