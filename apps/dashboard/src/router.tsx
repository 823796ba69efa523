import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Link } from '@tanstack/react-router';
import { parseCellSearch } from './routes/cell/cell-url.js';
import { parseSessionSearch } from './routes/session/session-url.js';
import { SessionsPage } from './routes/sessions/SessionsPage.js';
import { parseTraceSearch } from './routes/trace/trace-url.js';
import { Shell } from './shell/Shell.js';
import { Notice } from './ui/Notice.js';

const root = createRootRoute({
  component: Shell,
  notFoundComponent: () => <Notice title="There is no page here.">The address may be old. <Link to="/">See all sessions</Link></Notice>,
  errorComponent: ({ error, reset }) => (
    <Notice tone="error" title="This page failed." action={{ label: 'Try again', onPress: reset }}>{error instanceof Error ? error.message : String(error)}</Notice>
  ),
});

const sessions = createRoute({ getParentRoute: () => root, path: '/', component: SessionsPage });
const session = createRoute({ getParentRoute: () => root, path: '/sessions/$sessionId', component: lazyRouteComponent(() => import('./routes/session/SessionPage.js'), 'SessionPage'), validateSearch: parseSessionSearch });
const cell = createRoute({ getParentRoute: () => root, path: '/sessions/$sessionId/cells/$cellId', component: lazyRouteComponent(() => import('./routes/cell/CellPage.js'), 'CellPage'), validateSearch: parseCellSearch });
const trace = createRoute({ getParentRoute: () => root, path: '/traces/$traceId', component: lazyRouteComponent(() => import('./routes/trace/TracePage.js'), 'TracePage'), validateSearch: parseTraceSearch });

export function createAppRouter() {
  return createRouter({ routeTree: root.addChildren([sessions, session, cell, trace]), scrollRestoration: true, parseSearch, stringifySearch });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}

/** Parameters are text and nothing else: a span id of digits only must not become a number. */
function parseSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search));
}

function stringifySearch(search: Record<string, unknown>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) if (value !== undefined && value !== null) parameters.set(name, String(value));
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}
