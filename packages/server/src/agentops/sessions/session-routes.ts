import { msToUnixNano } from '@heddle/model';
import type { Store } from '@heddle/store';
import { Hono } from 'hono';
import { projectOf } from '../../http/project-of.js';
import type { ReadBodyOptions } from '../../http/read-body.js';
import { Refusal } from '../../http/refusal.js';
import { API_KEY_HEADER, type AgentOpsAccess } from '../access/agentops-access.js';
import type { TokenClaims } from '../access/project-tokens.js';
import { readJson } from '../read-json.js';
import { endAgents } from './end-agents.js';
import { spanIdOf, traceIdOf } from './session-ids.js';
import { spanOfAgent } from './span-of-agent.js';
import { endOfSession, spanOfSession } from './span-of-session.js';
import { takeEvents } from './take-events.js';
import { type WireSession, agentBody, eventsBody, reauthorizeBody, sessionBody } from './wire.js';

/**
 * The `/v2` wire of Python 0.3.x: sessions, agents and events, which become spans of one trace for each session. Every
 * answer is JSON, since the client parses it whatever its status.
 */
export function sessionRoutes(store: Store, access: AgentOpsAccess, nowMs: () => number, bodyOptions: ReadBodyOptions): Hono {
  const now = () => msToUnixNano(nowMs());

  const writeSession = async (project: string, session: WireSession) => {
    const span = spanOfSession(session, now());
    await store.write({ project, spans: [span], logs: [] });
    return span;
  };

  const postEvents = async (request: Request) => {
    const { events } = await readJson(request, eventsBody, bodyOptions);
    const sessionId = access.claimsOf(request)?.sessionId;
    const rejections = await takeEvents(store, events, { project: projectOf(request), sessionId, now: now() });
    const message = rejections.message('event');
    if (rejections.total > 0 && rejections.total === events.length) throw new Refusal(400, 'EVENTS_INVALID', message);
    return Response.json(message === '' ? { status: 'Success' } : { status: 'Success', message });
  };

  return new Hono()
    .post('/v2/create_session', async (context) => {
      const claims = requireKey(access, context.req.raw);
      const { session } = await readJson(context.req.raw, sessionBody, bodyOptions);
      await writeSession(claims.project, session);
      return context.json({
        status: 'Success',
        jwt: access.issueToken({ ...claims, sessionId: session.session_id }),
        session_url: sessionUrl(context.req.raw, session.session_id),
      });
    })
    .post('/v2/reauthorize_jwt', async (context) => {
      const claims = requireKey(access, context.req.raw);
      const { session_id: sessionId } = await readJson(context.req.raw, reauthorizeBody, bodyOptions);
      return context.json({ status: 'Success', jwt: access.issueToken({ ...claims, sessionId }) });
    })
    .post('/v2/update_session', async (context) => {
      const project = projectOf(context.req.raw);
      const { session } = await readJson(context.req.raw, sessionBody, bodyOptions);
      const root = await writeSession(project, session);
      const ended = endOfSession(session, now());
      if (ended !== undefined) await endAgents(store, project, root.traceId, root.spanId, ended);
      const tokenCost = ended === undefined ? UNKNOWN_COST : await costOf(store, project, session);
      return context.json({ status: 'success', token_cost: tokenCost, session_url: sessionUrl(context.req.raw, session.session_id) });
    })
    .post('/v2/create_agent', async (context) => {
      const agent = await readJson(context.req.raw, agentBody, bodyOptions);
      const sessionId = access.claimsOf(context.req.raw)?.sessionId;
      const traceId = sessionId === undefined ? undefined : traceIdOf(sessionId);
      if (sessionId === undefined || traceId === undefined) {
        throw new Refusal(401, 'TOKEN_INVALID', 'An agent belongs to the session of its token, and this token names none; create the session again.');
      }
      const span = spanOfAgent({
        traceId, spanId: spanIdOf(agent.id), parentSpanId: spanIdOf(sessionId), id: agent.id, name: agent.name || 'agent', startTime: now(),
      });
      await store.write({ project: projectOf(context.req.raw), spans: [span], logs: [] });
      return context.json({ status: 'Success' });
    })
    .post('/v2/create_events', (context) => postEvents(context.req.raw))
    .post('/v2/update_events', (context) => postEvents(context.req.raw));
}

/** What the client shows as no cost. It must not read 0 for a model whose price nobody knows, but the client has no other word. */
const UNKNOWN_COST = 'unknown';

async function costOf(store: Store, project: string, session: WireSession): Promise<string> {
  const view = await store.readTrace(project, traceIdOf(session.session_id)!, { limit: 1 });
  return view?.trace.totals.costUsd?.toFixed(7) ?? UNKNOWN_COST;
}

function requireKey(access: AgentOpsAccess, request: Request): TokenClaims {
  const claims = access.claimsOfKey(request.headers.get(API_KEY_HEADER));
  if (claims !== undefined) return claims;
  throw new Refusal(401, 'KEY_UNKNOWN', 'This server does not know the API key in X-Agentops-Api-Key; use its access key.');
}

function sessionUrl(request: Request, sessionId: string): string {
  return `${new URL(request.url).origin}/sessions/${sessionId.toLowerCase()}`;
}
