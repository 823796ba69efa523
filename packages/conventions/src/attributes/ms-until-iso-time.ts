import type { JsonValue, UnixNano } from '@heddle/model';
import { unixNanoToMs } from '@heddle/model';

/** Milliseconds from a start to an ISO time, which some senders quote twice; `undefined` when it is none or lies before. */
export function msUntilIsoTime(start: UnixNano, value: JsonValue | undefined): number | undefined {
  if (typeof value !== 'string') return undefined;
  const elapsed = Date.parse(value.replaceAll('"', '')) - unixNanoToMs(start);
  return elapsed >= 0 ? elapsed : undefined;
}
