import { createRoute, z } from '@hono/zod-openapi';
import { parseTraceId } from '@heddle/model';
import type { Store } from '@heddle/store';
import { projectOf } from '../http/project-of.js';
import { BAD_QUERY, NOT_FOUND, apiApp, jsonAnswer, notFound } from './api-app.js';
import { cursorText, oneOf, wholeNumber } from './query-fields.js';
import { refuseUnknownFields } from './refuse-unknown-fields.js';
import { traceViewSchema } from './schemas.js';

const getTrace = createRoute({
  method: 'get',
  path: '/traces/{traceId}',
  summary: 'One trace with its spans in tree order, by windows',
  request: {
    params: z.object({ traceId: z.string() }),
    query: z.object({
      limit: wholeNumber(1, 10_000).optional().openapi({ description: 'Most spans; the answer holds fewer when they are long.' }),
      cursor: cursorText.optional(),
      content: oneOf(['whole', 'short']).optional().openapi({ description: 'short leaves out what is long of each span: texts keep their beginning, histories their end.' }),
    }),
  },
  responses: { 200: jsonAnswer(traceViewSchema, 'The trace.'), ...BAD_QUERY, ...NOT_FOUND },
});

export function traceRoutes(store: Store) {
  return apiApp().openapi(getTrace, async (context) => {
    refuseUnknownFields(context.req.url, getTrace.request.query);
    const { traceId: text } = context.req.valid('param');
    const traceId = parseTraceId(text.toLowerCase());
    const view = traceId && (await store.readTrace(projectOf(context.req.raw), traceId, context.req.valid('query')));
    if (view === undefined) throw notFound('trace', text);
    return context.json(view, 200);
  });
}
