import { createRoute } from '@hono/zod-openapi';
import type { SessionSummary } from '@heddle/model';
import type { Store } from '@heddle/store';
import { projectOf } from '../http/project-of.js';
import { apiApp, jsonAnswer } from './api-app.js';
import { statsSchema } from './schemas.js';
import { sessionStats } from './session-stats.js';

/** Newest sessions that are counted: ten pages of the list. The answer says when there are more. */
const MAX_PAGES = 10;
const PAGE_SIZE = 1_000;

const getStats = createRoute({
  method: 'get',
  path: '/stats',
  summary: 'Counts, tokens and cost of the newest 10,000 sessions, by day',
  responses: { 200: jsonAnswer(statsSchema, 'The figures.') },
});

export function statsRoutes(store: Store) {
  return apiApp().openapi(getStats, async (context) => {
    const sessions: SessionSummary[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < MAX_PAGES; page++) {
      const list = await store.listSessions(projectOf(context.req.raw), { limit: PAGE_SIZE, cursor });
      sessions.push(...list.sessions);
      cursor = list.nextCursor;
      if (cursor === undefined) break;
    }
    return context.json(sessionStats(sessions, cursor === undefined), 200);
  });
}
