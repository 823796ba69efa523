import { createRoute, z } from '@hono/zod-openapi';
import type { SqlResult, Store } from '@heddle/store';
import { projectOf } from '../http/project-of.js';
import { BAD_QUERY, apiApp, jsonAnswer } from './api-app.js';
import { jsonBody, smallBody } from './json-body.js';

const sqlResultSchema: z.ZodType<SqlResult> = z.object({
  columns: z.array(z.object({ name: z.string(), type: z.string().openapi({ description: 'As ClickHouse names it.' }) }).readonly()).readonly(),
  rows: z.array(z.array(z.unknown()).readonly()).readonly()
    .openapi({ description: '64-bit integers are numbers where those are exact, and text otherwise.' }),
  rowsRead: z.int().min(0),
  elapsedMs: z.number().min(0),
  truncated: z.boolean().openapi({ description: 'True when there are more rows than `limit`.' }),
}).readonly().openapi('SqlResult');

const runSql = createRoute({
  method: 'post',
  path: '/sql',
  summary: 'One SELECT over the rows of the project; for admin keys',
  description: 'Tables: `spans`, `span_resolutions`, `traces`, `logs`, `events`, `contents`, `artifacts`. '
    + 'No table functions, no SETTINGS, no FORMAT, no other statement; 10 seconds, 500 MB of memory, 32 MB of result.',
  request: {
    body: jsonBody(z.object({
      query: z.string().min(1),
      limit: z.int().min(1).max(10_000).default(1_000).openapi({ description: 'Most rows.' }),
    })),
  },
  responses: { 200: jsonAnswer(sqlResultSchema, 'The rows.'), ...BAD_QUERY },
});

export function sqlRoutes(store: Store) {
  const app = apiApp();
  app.use('/sql', smallBody);
  return app.openapi(runSql, async (context) => {
    const { query, limit } = context.req.valid('json');
    return context.json(await store.runSql(projectOf(context.req.raw), query, { limit }), 200);
  });
}
