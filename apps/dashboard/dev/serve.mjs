// Serves the built dashboard over example sessions. For development and browser tests only: it is no Heddle server.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
// The policy the real server sends, so that what it forbids is noticed here.
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; frame-src 'self' blob:; connect-src 'self'; frame-ancestors 'none'";
const FRAME_POLICY = "sandbox allow-scripts; default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";
const root = new URL('../', import.meta.url);

/**
 * Starts the server.
 * @param {{ port?: number, empty?: boolean }} [options] `port` 0 takes a free one; `empty` answers as a fresh installation does
 */
export async function serveDashboard({ port = 0, empty = false } = {}) {
  const { module } = await runnerImport(fileURLToPath(new URL('src/test-data/demo-api.ts', root)), { root: fileURLToPath(root), configFile: false, logLevel: 'error' });
  const api = module.createDemoApi(Date.now());
  const streams = new Set();
  const requests = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    requests.push(url.pathname + url.search);
    if (url.pathname === '/api/live') {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write(': open\n\n');
      streams.add(response);
      response.on('close', () => streams.delete(response));
      return;
    }
    const artifact = /^\/api\/artifacts\/([0-9a-f]{64})$/.exec(url.pathname);
    if (artifact) {
      const found = api.artifact(artifact[1]);
      response.writeHead(found ? 200 : 404, { 'content-type': found?.mimeType ?? 'text/plain', 'x-content-type-options': 'nosniff', 'content-security-policy': "sandbox; default-src 'none'; style-src 'unsafe-inline'" });
      response.end(found?.body ?? 'No such artifact.');
      return;
    }
    if (url.pathname.startsWith('/api/')) {
      const answer = empty && url.pathname === '/api/sessions' ? { sessions: [] } : api.answer(url.pathname, url.searchParams);
      response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer ?? { error: { code: 'NOT_FOUND', message: `There is nothing at ${url.pathname}.` } }));
      return;
    }
    const path = normalize(url.pathname);
    const file = extname(path) === '' ? '/index.html' : path;
    try {
      const body = await readFile(new URL(`dist${file}`, root));
      response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream', 'content-security-policy': file === '/chart-frame.html' ? FRAME_POLICY : POLICY, 'cross-origin-resource-policy': file === '/chart-frame.js' ? 'cross-origin' : 'same-origin' });
      response.end(body);
    } catch {
      response.writeHead(404).end('Not built. Run: npm run build -w @heddle/dashboard');
    }
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    api,
    requests,
    /** Pushes one event of the running session to every page that listens. */
    push: (event) => {
      api.append(event);
      for (const stream of streams) stream.write(`event: event\ndata: ${JSON.stringify({ kind: 'event', event })}\n\n`);
    },
    close: () => new Promise((resolve) => {
      for (const stream of streams) stream.end();
      server.close(resolve);
      server.closeAllConnections();
    }),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url, api } = await serveDashboard({ port: Number(process.env.PORT ?? 0), empty: process.argv.includes('--empty') });
  console.log(`Example sessions on ${url} (development only)\n  ${url}/sessions/${api.live.sessionId}\n  ${url}/traces/${api.live.traces[0][0].traceId}`);
}
