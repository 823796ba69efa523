import { unixNanoToIso, type UnixNanoText } from '@heddle/model';

/** ISO 8601 in UTC with microseconds, as AgentOps writes its times. */
export function isoMicros(time: UnixNanoText): string {
  const nano = BigInt(time);
  return unixNanoToIso(nano).replace('Z', `${String((nano / 1_000n) % 1_000n).padStart(3, '0')}Z`);
}
