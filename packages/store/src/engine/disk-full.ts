import { ClickHouseError } from '@clickhouse/client';

/** `NOT_ENOUGH_SPACE`: the engine reserves space before it writes. */
const NOT_ENOUGH_SPACE = '243';

/** True when the engine could not write because there is no space left. */
export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof ClickHouseError)) return false;
  return error.code === NOT_ENOUGH_SPACE || /no space left on device|errno: 28\b/i.test(error.message);
}
