import { setTimeout } from 'node:timers/promises';
import { ClickHouseError } from '@clickhouse/client';
import { StoreError } from '../errors.js';
import { isDiskFull } from './disk-full.js';
import { firstLine } from './first-line.js';

const ATTEMPTS = 4;
const RETRY_DELAY_MS = 250;

/**
 * Has the engine do things, again when it died or did not answer: it is started again, and a network may fail for a moment.
 * Everything here may safely be done twice, because rows that are inserted twice are one row.
 *
 * @returns a function that does `work` and says `what` it was when it fails. @throws {StoreError}
 */
export function createAttempts<Client>(
  currentClient: () => Promise<Client>,
): <Result>(what: string, work: (client: Client) => Promise<Result>) => Promise<Result> {
  return async (what, work) => {
    for (let number = 1; ; number++) {
      try {
        return await work(await currentClient());
      } catch (error) {
        if (error instanceof StoreError && error.code !== 'ENGINE_FAILED') throw error;
        if (isDiskFull(error)) throw new StoreError('DISK_FULL', `${what} failed because the disk is full; free some space, then send it again.`, { cause: error });
        if (error instanceof ClickHouseError || number === ATTEMPTS) {
          throw new StoreError('ENGINE_FAILED', `${what} failed: ${firstLine(error)}`, { cause: error });
        }
        await setTimeout(RETRY_DELAY_MS * number);
      }
    }
  };
}
