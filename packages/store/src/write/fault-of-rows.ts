import { ClickHouseError } from '@clickhouse/client';
import { isDiskFull } from '../engine/disk-full.js';

/** Codes of the engine that say nothing about the rows: too many parts, no file can be written, shutting down, too busy. */
const FAULTS_OF_ENGINE: ReadonlySet<string> = new Set(['252', '74', '75', '76', '236', '202', '394', '159', '209', '210']);

/** True when the engine answered, and what it did not like may be one of the rows: others may go in without it. */
export function isFaultOfRows(error: unknown): boolean {
  const code = codeOf(error);
  return code !== undefined && !FAULTS_OF_ENGINE.has(code);
}

/** Codes of the engine for rows that it cannot read: text, numbers, dates and lists that are none, values of another type or out of range. */
const UNREADABLE: ReadonlySet<string> = new Set(['6', '25', '26', '27', '33', '38', '41', '53', '69', '70', '72', '117', '130', '131', '321', '349']);

/** True when a row certainly cannot be read, now or later. */
export function isUnreadableRow(error: unknown): boolean {
  const code = codeOf(error);
  return code !== undefined && UNREADABLE.has(code);
}

function codeOf(error: unknown): string | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof ClickHouseError && !isDiskFull(cause) ? cause.code : undefined;
}
