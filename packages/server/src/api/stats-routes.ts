import { createRoute, z } from '@hono/zod-openapi';
import type { SessionSummary } from '@heddle/model';
import type { Store } from '@heddle/store';
import { projectOf } from '../http/project-of.js';
import { BAD_QUERY, apiApp, jsonAnswer } from './api-app.js';
import { wholeNumber } from './query-fields.js';
import { statsSchema } from './schemas.js';
import { sessionStats } from './session-stats.js';
import { ATTRIBUTE_FIELDS, spanQueryFields, spanQueryOf } from './span-query.js';

/** Newest sessions that are counted: ten pages of the list. The answer says when there are more. */
const MAX_PAGES = 10;
const PAGE_SIZE = 1_000;
const YEAR_SECONDS = 366 * 86_400;

const getStats = createRoute({
  method: 'get',
  path: '/stats',
  summary: 'Durations by kind and figures over time of spans; counts, tokens and cost of the newest 10,000 sessions by day',
  description: `\`from\`, \`to\`, \`userId\` and \`tag\` narrow both, every other field the spans alone. ${ATTRIBUTE_FIELDS}`,
  request: { query: z.object({ ...spanQueryFields, bucketSeconds: wholeNumber(1, YEAR_SECONDS).optional() }) },
  responses: { 200: jsonAnswer(statsSchema, 'The figures.'), ...BAD_QUERY },
});

export function statsRoutes(store: Store) {
  return apiApp().openapi(getStats, async (context) => {
    const project = projectOf(context.req.raw);
    const { bucketSeconds, ...fields } = context.req.valid('query');
    const { from, to, userId, tag } = fields;
    const spans = store.readSpanStats(project, spanQueryOf(fields, context.req.url), { bucketSeconds });
    const sessions: SessionSummary[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < MAX_PAGES; page++) {
      const list = await store.listSessions(project, { limit: PAGE_SIZE, cursor }, { from, to, userId, tag });
      sessions.push(...list.sessions);
      cursor = list.nextCursor;
      if (cursor === undefined) break;
    }
    return context.json({ ...sessionStats(sessions, cursor === undefined), ...(await spans) }, 200);
  });
}
