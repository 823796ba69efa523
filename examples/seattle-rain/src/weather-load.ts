import { definePlugin } from '@heddle/runtime';
import { z } from 'zod';
import { readDays } from './weather-data.js';

const day = z.object({
  date: z.string().describe('ISO date'),
  year: z.number(),
  month: z.number().describe('1 to 12'),
  rainMm: z.number(),
  maxC: z.number(),
  minC: z.number(),
});

/** Days of the years asked for; fails for a year that the data set does not have. */
export const weatherLoad = definePlugin({
  name: 'weather.load',
  description: 'Daily weather of Seattle for the given years, one row a day. Fails for a year it has no data of.',
  input: z.object({ years: z.array(z.number().int()).min(1) }),
  output: z.array(day),
  async run({ years }, context) {
    const days = await readDays();
    const missing = years.filter((year) => !days.some((one) => one.year === year));
    if (missing.length > 0) {
      throw new RangeError(`There is no weather of ${missing.join(', ')}. The data has ${days[0]!.year} to ${days.at(-1)!.year}.`);
    }
    const wanted = days.filter((one) => years.includes(one.year));
    context.log('info', `${wanted.length} days read`);
    return wanted;
  },
});
