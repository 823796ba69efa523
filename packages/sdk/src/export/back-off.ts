/** Waits between tries: 0.5 s, doubled each time up to 15 s, with up to a fifth taken off at random. */
export function backOffMs(attempt: number, random: () => number = Math.random): number {
  return Math.min(15_000, 500 * 2 ** Math.min(attempt, 10)) * (1 - random() / 5);
}
