import { createRoute, z } from '@hono/zod-openapi';
import type { Store } from '@heddle/store';
import { projectOf } from '../http/project-of.js';
import { BAD_QUERY, apiApp, jsonAnswer } from './api-app.js';
import { wholeNumber } from './query-fields.js';
import { refuseUnknownFields } from './refuse-unknown-fields.js';
import { statsSchema } from './schemas.js';
import { ATTRIBUTE_FIELDS, spanQueryFields, spanQueryOf } from './span-query.js';

const YEAR_SECONDS = 366 * 86_400;

const getStats = createRoute({
  method: 'get',
  path: '/stats',
  summary: 'Durations by kind and figures over time of spans; counts, tokens and cost of sessions by the day they began',
  description: `\`from\`, \`to\`, \`user\` and \`tag\` narrow both, every other field the spans alone. ${ATTRIBUTE_FIELDS}`,
  request: { query: z.object({ ...spanQueryFields, bucketSeconds: wholeNumber(1, YEAR_SECONDS).optional() }) },
  responses: { 200: jsonAnswer(statsSchema, 'The figures.'), ...BAD_QUERY },
});

export function statsRoutes(store: Store) {
  return apiApp().openapi(getStats, async (context) => {
    const project = projectOf(context.req.raw);
    refuseUnknownFields(context.req.url, getStats.request.query, { attributes: true });
    const { bucketSeconds, ...fields } = context.req.valid('query');
    const { from, to, user, tag } = fields;
    const [spans, sessions] = await Promise.all([
      store.readSpanStats(project, spanQueryOf(fields, context.req.url), { bucketSeconds }),
      store.readSessionStats(project, { from, to, user, tag }),
    ]);
    return context.json({ ...sessions, ...spans }, 200);
  });
}
