import { definePlugin } from '@heddle/runtime';
import { z } from 'zod';

const point = z.object({ label: z.string(), value: z.number() });

/** Makes the median absolute deviation comparable with a standard deviation (normal distribution). */
const MAD_SCALE = 1.4826;

/** Finds values far from the median of all, measured in median absolute deviations. */
export const statsOutliers = definePlugin({
  name: 'stats.outliers',
  description: 'Values that lie far from the median, by their robust score: (value − median) / (1.4826 × median absolute deviation).',
  input: z.object({ points: z.array(point).min(3), threshold: z.number().positive().default(2).describe('least absolute score') }),
  output: z.array(point.extend({ score: z.number() })),
  run({ points, threshold }) {
    const values = points.map((one) => one.value);
    const middle = median(values);
    const spread = MAD_SCALE * median(values.map((value) => Math.abs(value - middle)));
    if (spread === 0) throw new RangeError('More than half of the values are equal: there is no spread to measure by.');
    return points
      .map((one) => ({ ...one, score: Math.round(((one.value - middle) / spread) * 100) / 100 }))
      .filter((one) => Math.abs(one.score) >= threshold);
  },
});

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
