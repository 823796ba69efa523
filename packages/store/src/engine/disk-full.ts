import { ClickHouseError } from '@clickhouse/client';

/** `NOT_ENOUGH_SPACE`: the engine reserves space before it writes. */
const NOT_ENOUGH_SPACE = '243';

/** True when the system could not write a file because there is no space left for it. */
export function isNoSpaceLeft(error: unknown): boolean {
  const { code = '' } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT';
}

/** True when the engine could not write because there is no space left. */
export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof ClickHouseError)) return false;
  return error.code === NOT_ENOUGH_SPACE || /no space left on device|errno: 28\b/i.test(error.message);
}
