import { createRoute, z } from '@hono/zod-openapi';
import type { Store } from '@heddle/store';
import { projectOf } from '../http/project-of.js';
import { BAD_QUERY, NOT_FOUND, apiApp, jsonAnswer, notFound } from './api-app.js';
import { oneOf, shortText, wholeNumber } from './query-fields.js';
import { refuseUnknownFields } from './refuse-unknown-fields.js';
import { sessionEventsSchema, sessionListSchema, sessionViewSchema } from './schemas.js';
import { pageFields, timeField } from './span-query.js';

const params = z.object({ sessionId: z.string() });

const listSessions = createRoute({
  method: 'get',
  path: '/sessions',
  summary: 'Sessions, those that were active last first',
  request: {
    query: z.object({
      status: oneOf(['running', 'ok', 'error']).optional(),
      user: shortText.optional(),
      tag: shortText.optional(),
      app: shortText.optional(),
      title: shortText.optional().openapi({ description: 'Part of the title.' }),
      from: timeField.optional().openapi({ description: 'Started at this time or after.' }),
      to: timeField.optional().openapi({ description: 'Started before this time.' }),
      ...pageFields,
    }),
  },
  responses: { 200: jsonAnswer(sessionListSchema, 'A page of sessions.'), ...BAD_QUERY },
});

const getSession = createRoute({
  method: 'get',
  path: '/sessions/{sessionId}',
  summary: 'One session with its traces in the order of their start, page by page',
  request: { params, query: z.object(pageFields) },
  responses: { 200: jsonAnswer(sessionViewSchema, 'The session.'), ...BAD_QUERY, ...NOT_FOUND },
});

const getEvents = createRoute({
  method: 'get',
  path: '/sessions/{sessionId}/events',
  summary: 'The events of a session in order; sessions of other runtimes have none',
  request: {
    params,
    query: z.object({
      after: wholeNumber(0, Number.MAX_SAFE_INTEGER).optional(),
      limit: wholeNumber(1, 10_000).optional(),
      content: oneOf(['whole', 'short']).optional().openapi({ description: 'short leaves out the earlier messages of requests to models, their functions, and what is long of the other messages.' }),
    }),
  },
  responses: { 200: jsonAnswer(sessionEventsSchema, 'A page of events.'), ...BAD_QUERY, ...NOT_FOUND },
});

export function sessionRoutes(store: Store) {
  return apiApp()
    .openapi(listSessions, async (context) => {
      refuseUnknownFields(context.req.url, listSessions.request.query);
      const { limit, cursor, ...query } = context.req.valid('query');
      return context.json(await store.listSessions(projectOf(context.req.raw), { limit, cursor }, query), 200);
    })
    .openapi(getSession, async (context) => {
      const { sessionId } = context.req.valid('param');
      refuseUnknownFields(context.req.url, getSession.request.query);
      const view = await store.readSession(projectOf(context.req.raw), sessionId, context.req.valid('query'));
      if (view === undefined) throw notFound('session', sessionId);
      return context.json(view, 200);
    })
    .openapi(getEvents, async (context) => {
      refuseUnknownFields(context.req.url, getEvents.request.query);
      const project = projectOf(context.req.raw);
      const { sessionId } = context.req.valid('param');
      const page = await store.readEvents(project, sessionId, context.req.valid('query'));
      // No events is an answer for a session of another runtime, and for one read to its end; otherwise ask who it is.
      if (page.events.length === 0 && (await store.readSession(project, sessionId, { limit: 1 })) === undefined) {
        throw notFound('session', sessionId);
      }
      return context.json(page, 200);
    });
}
