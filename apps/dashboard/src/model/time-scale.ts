/** Time to shares of a width, and back. The one place where a page turns milliseconds into position. */
export interface TimeScale {
  readonly fromMs: number;
  readonly toMs: number;
  /** 0 at the start of the window, 1 at its end; outside it below 0 or above 1. */
  share(ms: number): number;
  /** The time at a share of the width. */
  at(share: number): number;
  /** Round times inside the window, at most `most` of them. */
  ticks(most: number): readonly number[];
}

/** @param toMs - when it is not after `fromMs`, the window is one millisecond long */
export function createTimeScale(fromMs: number, toMs: number): TimeScale {
  const end = toMs > fromMs ? toMs : fromMs + 1;
  const length = end - fromMs;
  return {
    fromMs,
    toMs: end,
    share: (ms) => (ms - fromMs) / length,
    at: (share) => fromMs + share * length,
    ticks: (most) => {
      const step = tickStep(length / Math.max(1, most));
      const ticks: number[] = [];
      for (let tick = Math.ceil(fromMs / step); tick * step <= end && ticks.length <= most; tick++) ticks.push(tick * step);
      return ticks;
    },
  };
}

/** A label for a tick in the unit of the whole window: `750`, `12 s`, `1:30`. */
export function tickLabel(ms: number, lengthMs: number): string {
  if (lengthMs < 3_000) return `${round(ms)}`;
  if (lengthMs < 120_000) return `${round(ms / 1_000)} s`;
  const minutes = Math.floor(ms / 60_000);
  const seconds = Math.round((ms % 60_000) / 1_000);
  return minutes >= 120 ? `${round(ms / 3_600_000)} h` : `${minutes}:${String(seconds).padStart(2, '0')}`;
}

const STEPS_MS = [
  1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000,
  60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000, 3_600_000, 7_200_000, 21_600_000, 43_200_000, 86_400_000,
];

function tickStep(least: number): number {
  const known = STEPS_MS.find((step) => step >= least);
  if (known !== undefined) return least < 1 ? subMillisecond(least) : known;
  return Math.ceil(least / 86_400_000) * 86_400_000;
}

function subMillisecond(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least) ?? 1;
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
