import { ClickHouseError } from '@clickhouse/client';
import { isDiskFull } from '../engine/disk-full.js';

/** Codes of the engine that say nothing about the rows: too many parts, no file can be written, shutting down, too busy. */
const FAULTS_OF_ENGINE: ReadonlySet<string> = new Set(['252', '74', '75', '76', '236', '202', '394', '159', '209', '210']);

/** True when the engine answered, and what it did not like may be one of the rows: others may go in without it. */
export function isFaultOfRows(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof ClickHouseError && !isDiskFull(cause) && !FAULTS_OF_ENGINE.has(cause.code);
}
