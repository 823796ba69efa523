import type { HrTime } from '@opentelemetry/api';

/** A time in nanoseconds as OpenTelemetry's API takes it: whole seconds and the nanoseconds beyond. */
export function hrTimeOf(nano: bigint): HrTime {
  return [Number(nano / 1_000_000_000n), Number(nano % 1_000_000_000n)];
}

/** The inverse of {@link hrTimeOf}. */
export function nanoOfHrTime([seconds, nanos]: HrTime): bigint {
  return BigInt(seconds) * 1_000_000_000n + BigInt(nanos);
}
