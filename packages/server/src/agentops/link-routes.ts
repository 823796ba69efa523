import { parseTraceId } from '@heddle/model';
import { Hono } from 'hono';
import { traceIdOf } from './sessions/session-ids.js';

/**
 * Links that AgentOps clients print: `/sessions?trace_id=` (0.4.x, below AGENTOPS_APP_URL) and `/drilldown?session_id=`
 * (0.3.x). They lead to our own pages.
 */
export function linkRoutes(): Hono {
  return new Hono()
    .get('/sessions', async (context, next) => {
      const traceId = parseTraceId(context.req.query('trace_id')?.toLowerCase() ?? '');
      if (traceId === undefined) return await next();
      return context.redirect(`/traces/${traceId}`);
    })
    .get('/drilldown', async (context, next) => {
      const sessionId = context.req.query('session_id')?.toLowerCase() ?? '';
      if (traceIdOf(sessionId) === undefined) return await next();
      return context.redirect(`/sessions/${sessionId}`);
    });
}
