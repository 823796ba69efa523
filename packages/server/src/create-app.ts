import { OpenAPIHono } from '@hono/zod-openapi';
import type { Store } from '@heddle/store';
import { Hono } from 'hono';
import { authorize } from './access/authorize.js';
import type { Gate } from './access/gate.js';
import { keyRoutes } from './access/key-routes.js';
import type { KeyRing } from './access/key-ring.js';
import { projectRoutes } from './access/project-routes.js';
import type { AgentOpsAccess } from './agentops/access/agentops-access.js';
import { agentOpsRefusal, isAgentOpsPath } from './agentops/agentops-refusal.js';
import { agentOpsRoutes } from './agentops/agentops-routes.js';
import { analyticsRoutes } from './api/analytics-routes.js';
import { apiRefusal } from './api/api-app.js';
import { type ServerState, healthRoutes } from './api/health-routes.js';
import { normaliseRoutes } from './api/normalise-routes.js';
import { sessionRoutes } from './api/session-routes.js';
import { spanRoutes } from './api/span-routes.js';
import { sqlRoutes } from './api/sql-routes.js';
import { statsRoutes } from './api/stats-routes.js';
import { traceRoutes } from './api/trace-routes.js';
import { artifactRoutes } from './artifacts/artifact-routes.js';
import type { ServerConfig } from './config.js';
import { dashboardRoutes } from './dashboard/dashboard-routes.js';
import type { ReadBodyOptions } from './http/read-body.js';
import { Refusal } from './http/refusal.js';
import { refusalOfError } from './http/refusal-of-error.js';
import { refuseForeign } from './http/refuse-foreign.js';
import type { Intake } from './intake/intake.js';
import { intakeRoutes, otlpRefusal } from './intake/intake-routes.js';
import type { LiveFeed } from './live/live-feed.js';
import { liveRoutes } from './live/live-routes.js';

/** What the routes stand on. */
export interface AppParts {
  readonly config: ServerConfig;
  readonly store: Store;
  readonly intake: Intake;
  readonly feed: LiveFeed;
  /** What reading any body shares. */
  readonly bodies: Omit<ReadBodyOptions, 'maxBytes'>;
  readonly state: ServerState;
  readonly gate: Gate;
  readonly keys: KeyRing;
  /** Who may use the AgentOps wire; its tokens open `/v1` too. */
  readonly agentOps: AgentOpsAccess;
  /** Milliseconds since the Unix epoch. */
  readonly nowMs: () => number;
  /** Aborted when the server stops. */
  readonly stopping: AbortSignal;
  /** Mounted at `/api/agent`, behind the same checks as everything else. */
  readonly extraRoutes?: Hono;
  /** Hears of faults of the server itself; the client only learns that there was one. */
  readonly onError: (error: unknown) => void;
}

/** Every route of the server, without a socket: `app.request('/api/health')` calls it. */
export function createApp(parts: AppParts): Hono {
  const { config, store, intake, bodies, gate, agentOps, nowMs, extraRoutes, onError } = parts;
  const app = new Hono();

  app.onError((error, context) => {
    let refusal = refusalOfError(error);
    if (refusal === undefined) {
      onError(error);
      refusal = new Refusal(500, 'INTERNAL', 'The server failed on this request; its log says how.');
    }
    return refused(context.req.raw, refusal);
  });
  app.notFound((context) => {
    const address = `${context.req.method} ${context.req.path.slice(0, 200)}`;
    return refused(context.req.raw, new Refusal(404, 'NOT_FOUND', `There is nothing at ${address}.`));
  });

  app.use(async (context, next) => {
    await next();
    // Set on the answer itself: `context.header` would copy it, body and all.
    const { headers } = context.res;
    headers.set('X-Content-Type-Options', 'nosniff');
    if (!headers.has('Cross-Origin-Resource-Policy')) headers.set('Cross-Origin-Resource-Policy', 'same-origin');
  });
  app.use(refuseForeign(config.host));
  app.use(authorize(gate, agentOps));

  app.route('/v1', intakeRoutes(intake, { ...bodies, maxBytes: config.maxBodyBytes }));
  app.route('/', agentOpsRoutes({ store, access: agentOps, nowMs, bodyOptions: { ...bodies, maxBytes: config.maxBodyBytes } }));
  app.route('/api', apiRoutes(parts));
  if (extraRoutes !== undefined) app.route('/api/agent', extraRoutes);
  if (config.dashboardDir !== undefined) {
    // Unknown addresses of the APIs stay errors; everything else is a page.
    for (const path of ['/api/*', '/v1/*', '/v2/*', '/v3/*', '/v4/*', '/public/v1/*']) app.all(path, (context) => context.notFound());
    app.route('/', dashboardRoutes(config.dashboardDir));
  }
  return app;
}

function apiRoutes({ config, store, feed, bodies, state, gate, keys, nowMs, stopping, onError }: AppParts) {
  const api = new OpenAPIHono();
  api.use(async (context, next) => {
    await next();
    if (!context.res.headers.has('Cache-Control')) context.res.headers.set('Cache-Control', 'no-store');
  });
  api.route('/', healthRoutes(store, state));
  api.route('/', sessionRoutes(store));
  api.route('/', traceRoutes(store));
  api.route('/', spanRoutes(store));
  api.route('/', statsRoutes(store));
  api.route('/', analyticsRoutes(store));
  api.route('/', sqlRoutes(store));
  api.route('/', normaliseRoutes(store, { stopping, onError }));
  api.route('/', liveRoutes(feed, gate));
  api.route('/', projectRoutes(store.access, nowMs));
  api.route('/', keyRoutes(store.access, keys, nowMs));
  api.route('/', artifactRoutes(store, { ...bodies, maxBytes: config.maxArtifactBytes }));
  api.doc31('/openapi.json', {
    openapi: '3.1.0',
    info: { title: 'Heddle', version: config.version, description: 'Sessions, traces and events of agents.' },
    servers: [{ url: '/api' }],
  });
  return api;
}

/** A refusal in the shape of the address it happened at. */
function refused(request: Request, refusal: Refusal): Response {
  const { pathname } = new URL(request.url);
  if (pathname.startsWith('/v1/')) return otlpRefusal(request, refusal);
  return isAgentOpsPath(pathname) ? agentOpsRefusal(refusal) : apiRefusal(refusal);
}
