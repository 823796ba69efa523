import { unixNanoToIso, unixNanoToMs, type RawSpan, type SpanRecord } from '@heddle/model';

/** The last time that `Date` can tell, in nanoseconds. Clocks of strangers may say anything. */
const MAX_NANO = 8_640_000_000_000_000n * 1_000_000n;

/** A span's times as the API gives them. An end before the start is the start: clocks jump. */
export function spanTimes(span: RawSpan, running: boolean): Pick<SpanRecord, 'startTime' | 'startTimeUnixNano' | 'endTimeUnixNano' | 'durationMs'> {
  const start = within(span.startTime);
  const ended = !running && span.endTime > 0n;
  const end = ended ? within(span.endTime < start ? start : span.endTime) : 0n;
  return {
    startTime: unixNanoToIso(start),
    startTimeUnixNano: start.toString(),
    endTimeUnixNano: end.toString(),
    durationMs: ended ? unixNanoToMs(end - start) : null,
  };
}

function within(nano: bigint): bigint {
  return nano < 0n ? 0n : nano > MAX_NANO ? MAX_NANO : nano;
}
