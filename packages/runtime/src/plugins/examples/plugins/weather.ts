import { definePlugin } from '@heddle/runtime';
import { z } from 'zod';

const day = z.object({ date: z.string(), rainMm: z.number() });

export default definePlugin({
  name: 'weather.wettest',
  description: 'The wettest of the given days, wettest first.',
  input: z.object({ days: z.array(day), count: z.number().int().positive().default(3) }),
  output: z.array(day),
  examples: [
    {
      title: 'the wettest of two days',
      input: { days: [{ date: '2015-01-04', rainMm: 10.2 }, { date: '2015-01-05', rainMm: 18 }], count: 1 },
      output: [{ date: '2015-01-05', rainMm: 18 }],
    },
    { title: 'no days', input: { days: [] }, check: (days) => days.length === 0 },
  ],
  run: ({ days, count }) => days.toSorted((a, b) => b.rainMm - a.rainMm).slice(0, count),
});
