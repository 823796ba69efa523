import { definePlugin } from '@heddle/runtime';
import { z } from 'zod';
import { barChart } from './bar-chart.js';

/** Draws bars and leaves them as an SVG artifact. */
export const chartsBars = definePlugin({
  name: 'charts.bars',
  description: 'Draws a bar chart as an SVG artifact; marked labels stand out.',
  input: z.object({
    title: z.string(),
    unit: z.string(),
    bars: z.array(z.object({ label: z.string(), value: z.number() })).min(1).max(400),
    marked: z.array(z.string()).default([]).describe('labels to highlight'),
  }),
  output: z.object({ artifact: z.string(), bars: z.number() }),
  async run({ title, unit, bars, marked }, context) {
    const name = `${title.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '')}.svg`;
    await context.putArtifact({ name, mimeType: 'image/svg+xml', bytes: Buffer.from(barChart({ title, unit, bars, marked })) });
    return { artifact: name, bars: bars.length };
  },
});
