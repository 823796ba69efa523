import { createRoute, z } from '@hono/zod-openapi';
import { callerOf } from '../access/caller.js';
import type { Gate } from '../access/gate.js';
import { apiApp, BAD_QUERY, jsonAnswer } from '../api/api-app.js';
import { shortText } from '../api/query-fields.js';
import { apiErrorSchema } from '../api/schemas.js';
import { projectOf } from '../http/project-of.js';
import { Refusal } from '../http/refusal.js';
import type { LiveFeed } from './live-feed.js';

const getLive = createRoute({
  method: 'get',
  path: '/live',
  summary: 'What is written, as it is written: server-sent events, one LiveMessage each',
  request: { query: z.object({ sessionId: shortText.optional(), traceId: shortText.optional() }) },
  responses: {
    200: { description: 'The stream.', content: { 'text/event-stream': { schema: z.string() } } },
    ...BAD_QUERY,
    503: jsonAnswer(apiErrorSchema, 'Too many clients are connected.'),
  },
});

/** The store tells of a longer id by so many of its characters, as its lists do. */
const SESSION_ID_LENGTH = 500;

export function liveRoutes(feed: LiveFeed, gate: Pick<Gate, 'isCurrent'>) {
  return apiApp().openapi(getLive, (context) => {
    const { sessionId, traceId } = context.req.valid('query');
    const { keyId } = callerOf(context.req.raw);
    const filter = { project: projectOf(context.req.raw), sessionId: sessionId?.slice(0, SESSION_ID_LENGTH), traceId: traceId?.toLowerCase() };
    const stream = feed.connect(filter, () => gate.isCurrent(keyId));
    if (stream === undefined) {
      throw new Refusal(503, 'BUSY', 'Too many live streams are open; close some, or try again in a moment.', { retryAfterSeconds: 5 });
    }
    return new Response(stream, {
      headers: {
        'Content-Type': 'text/event-stream; charset=utf-8',
        'Cache-Control': 'no-store',
        'X-Accel-Buffering': 'no', // nginx would hold messages back
      },
    }) as never; // not JSON, and zod-openapi knows no type for streams
  });
}
