import type { Store } from '@heddle/store';
import { Hono } from 'hono';
import type { ReadBodyOptions } from '../http/read-body.js';
import type { AgentOpsAccess } from './access/agentops-access.js';
import { authRoutes } from './access/auth-routes.js';
import { linkRoutes } from './link-routes.js';
import { publicRoutes } from './public/public-routes.js';
import { sessionRoutes } from './sessions/session-routes.js';
import { uploadRoutes } from './uploads/upload-routes.js';

export interface AgentOpsParts {
  readonly store: Store;
  readonly access: AgentOpsAccess;
  readonly bodyOptions: ReadBodyOptions;
  /** Milliseconds since the Unix epoch. */
  readonly nowMs: () => number;
}

/**
 * What an AgentOps client needs of a server besides `/v1/traces`: an unmodified one works when its endpoints name this one.
 */
export function agentOpsRoutes({ store, access, bodyOptions, nowMs }: AgentOpsParts): Hono {
  return new Hono()
    .route('/', authRoutes(access, bodyOptions))
    .route('/', uploadRoutes(store, nowMs, bodyOptions))
    .route('/', sessionRoutes(store, access, nowMs, bodyOptions))
    .route('/', publicRoutes(store))
    .route('/', linkRoutes());
}
