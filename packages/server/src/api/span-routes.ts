import { createRoute, z } from '@hono/zod-openapi';
import type { Store } from '@heddle/store';
import { projectOf } from '../http/project-of.js';
import { BAD_QUERY, apiApp, jsonAnswer } from './api-app.js';
import { refuseUnknownFields } from './refuse-unknown-fields.js';
import { spanListSchema } from './schemas.js';
import { ATTRIBUTE_FIELDS, pageFields, spanQueryFields, spanQueryOf } from './span-query.js';

const listSpans = createRoute({
  method: 'get',
  path: '/spans',
  summary: 'Spans, newest first',
  description: ATTRIBUTE_FIELDS,
  request: { query: z.object({ ...spanQueryFields, ...pageFields }) },
  responses: { 200: jsonAnswer(spanListSchema, 'A page of spans.'), ...BAD_QUERY },
});

export function spanRoutes(store: Store) {
  return apiApp().openapi(listSpans, async (context) => {
    refuseUnknownFields(context.req.url, listSpans.request.query, { attributes: true });
    const { limit, cursor, ...fields } = context.req.valid('query');
    return context.json(await store.listSpans(projectOf(context.req.raw), spanQueryOf(fields, context.req.url), { limit, cursor }), 200);
  });
}
