/** Deaths within a minute after which the engine is started again at once: a single bad query or a full memory. */
const PATIENT_DEATHS = 5;
const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 30_000;

/**
 * How long to wait before an engine that died is started again: it never stays down for good, and one that cannot live
 * does not keep the machine busy with its starts.
 *
 * @param deaths - how often it died within the last minute, this time included
 * @returns milliseconds
 */
export function restartDelayMs(deaths: number): number {
  if (deaths <= PATIENT_DEATHS) return FIRST_DELAY_MS;
  return Math.min(LONGEST_DELAY_MS, 1_000 * 2 ** (deaths - PATIENT_DEATHS));
}
