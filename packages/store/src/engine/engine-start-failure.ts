import { StoreError } from '../errors.js';
import type { FromEngine } from './engine-messages.js';

/**
 * Says in one sentence why the engine did not start.
 *
 * @param lastWords - what it wrote to its error output; the engine gives some reasons only there
 */
export function engineStartFailure(
  directory: string, failure: Extract<FromEngine, { kind: 'failed' }>, lastWords: string,
): StoreError {
  if (failure.missing) {
    const platform = `${process.platform}-${process.arch}`;
    return new StoreError(
      'ENGINE_MISSING', `The embedded engine (npm package chdb) is not installed for ${platform}; use --store URL of a ClickHouse server.`,
    );
  }
  if (lastWords.includes('Cannot lock file')) {
    return new StoreError('STORE_LOCKED', `Another process has the database in ${directory} open; stop it, or pass another folder.`);
  }
  return new StoreError('ENGINE_FAILED', `The database engine could not open ${directory}: ${failure.message} ${lastWords}`.trimEnd());
}
