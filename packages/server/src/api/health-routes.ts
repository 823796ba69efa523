import { createRoute } from '@hono/zod-openapi';
import type { Health } from '@heddle/model';
import type { Store } from '@heddle/store';
import { apiApp, jsonAnswer } from './api-app.js';
import { healthSchema } from './schemas.js';

const getHealth = createRoute({
  method: 'get',
  path: '/health',
  summary: 'Whether the server can take and show traces',
  responses: { 200: jsonAnswer(healthSchema, 'It can.'), 503: jsonAnswer(healthSchema, 'It cannot; `problem` says why.') },
});

/** What the health route needs to know of the server. */
export interface ServerState {
  readonly version: string;
  /** Milliseconds since the server started. */
  uptimeMs(): number;
  isStopping(): boolean;
}

export function healthRoutes(store: Store, state: ServerState) {
  let engine: Health['engine'] = { kind: 'embedded', version: 'unknown' };
  return apiApp().openapi(getHealth, async (context) => {
    const facts = { version: state.version, uptimeMs: Math.round(state.uptimeMs()) };
    if (state.isStopping()) return context.json({ status: 'stopping', engine, ...facts } satisfies Health, 503);
    try {
      engine = await store.ping();
      return context.json({ status: 'ok', engine, ...facts } satisfies Health, 200);
    } catch (error) {
      return context.json({ status: 'failing', problem: (error as Error).message, engine, ...facts } satisfies Health, 503);
    }
  });
}
