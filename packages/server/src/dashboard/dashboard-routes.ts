import { resolve } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';

/** Scripts and data only from here; frames for what plugins and cells made, which the page itself sandboxes. */
const DASHBOARD_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "frame-src 'self' blob:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * The page in which charts described by generated code are drawn. The dashboard frames it in a sandbox; the policy says so
 * too, for whoever opens it by itself. Its origin is nobody's, so it can reach nothing.
 */
const CHART_FRAME = '/chart-frame.html';
const CHART_FRAME_POLICY = [
  'sandbox allow-scripts',
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ');

/** Its script, which holds nothing but public code: to the browser, a page of no origin asks for it from elsewhere. */
const CHART_FRAME_SCRIPT = '/chart-frame.js';

/** Where Vite puts files whose names hold their hash. */
const HASHED_FOLDER = '/assets/';

/**
 * The dashboard's files. Any other path is the page itself, which reads the address and finds its way. The policy is set
 * on every answer, also on those for files that are not there.
 */
export function dashboardRoutes(dashboardDir: string): Hono {
  const root = resolve(dashboardDir);
  const routes = new Hono();
  routes.use(async (context, next) => {
    await next();
    const isHashed = context.res.ok && context.req.path.startsWith(HASHED_FOLDER);
    context.header('Cache-Control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    context.header('Content-Security-Policy', context.req.path === CHART_FRAME ? CHART_FRAME_POLICY : DASHBOARD_POLICY);
    if (context.req.path === CHART_FRAME_SCRIPT) context.header('Cross-Origin-Resource-Policy', 'cross-origin');
    context.header('Referrer-Policy', 'no-referrer');
  });
  routes.get('*', serveStatic({ root, precompressed: true }));
  // A missing asset is a mistake and must not come back as a page.
  routes.get(`${HASHED_FOLDER}*`, (context) => context.notFound());
  routes.get('*', serveStatic({ root, path: 'index.html' }));
  return routes;
}
