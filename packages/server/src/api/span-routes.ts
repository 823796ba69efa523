import { createRoute, z } from '@hono/zod-openapi';
import { type TraceId, SPAN_KINDS, parseTraceId } from '@heddle/model';
import type { Store } from '@heddle/store';
import { projectOf } from '../http/project-of.js';
import { BAD_QUERY, apiApp, jsonAnswer } from './api-app.js';
import { oneOf, shortText, wholeNumber } from './query-fields.js';
import { spanListSchema } from './schemas.js';

const listSpans = createRoute({
  method: 'get',
  path: '/spans',
  summary: 'Spans, newest first',
  request: {
    query: z.object({
      sessionId: shortText.optional(),
      traceId: shortText
        .transform((text) => parseTraceId(text.toLowerCase()) ?? '')
        .refine((id): id is TraceId => id !== '', 'it must be 32 hex digits, not all 0')
        .openapi({ type: 'string', pattern: '^[0-9a-f]{32}$' })
        .optional(),
      kind: oneOf(SPAN_KINDS).optional(),
      status: oneOf(['running', 'ok', 'error']).optional(),
      name: shortText.optional(),
      limit: wholeNumber(1, 1_000).optional(),
      cursor: shortText.optional(),
    }),
  },
  responses: { 200: jsonAnswer(spanListSchema, 'A page of spans.'), ...BAD_QUERY },
});

export function spanRoutes(store: Store) {
  return apiApp().openapi(listSpans, async (context) => {
    const { limit, cursor, ...query } = context.req.valid('query');
    return context.json(await store.listSpans(projectOf(context.req.raw), query, { limit, cursor }), 200);
  });
}
