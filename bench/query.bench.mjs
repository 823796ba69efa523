// How fast questions are answered over a million spans of agents, over HTTP from a server in a process of its own, its engine beside
// it. Beside each figure stands what the engine alone takes for a plain SELECT of the same rows. Flags: `--spans=N` (default
// 1,000,000), `--runs=N` of each question (default 40), `--data=DIR` to keep the data and use it again.
import { execFile, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createEmbeddedDatabase } from '../packages/store/dist/engine/database.js';
import { writeAgentHistory } from './load/agent-history.mjs';
import { engineOf, residentBytes } from './load/child-processes.mjs';

const PROJECT = "project = 'default'";

const list = (where) => `SELECT trace_id, span_id, raw FROM spans FINAL WHERE ${PROJECT} AND ${where} ORDER BY start_time DESC LIMIT 50`;

/** Questions by name: the address, the most milliseconds half of the answers may take, and the engine's plain SELECT. */
function questions({ traceIds, largeTraceId, largeSpans, userId, rareWord, rareWords, frequentWord }) {
  let next = 0;
  const anyTrace = () => traceIds[next++ % traceIds.length];
  return {
    'trace of 20 spans': { limitMs: 30, path: () => `/api/traces/${anyTrace()}`, plain: () => `SELECT raw FROM spans WHERE ${PROJECT} AND trace_id = '${anyTrace()}'` },
    [`trace of ${largeSpans} spans, first window`]: { limitMs: 250, path: () => `/api/traces/${largeTraceId}?limit=1000`, plain: () => `SELECT raw FROM spans WHERE ${PROJECT} AND trace_id = '${largeTraceId}' LIMIT 1000` },
    'newest 50 sessions': { limitMs: 100, path: () => '/api/sessions?limit=50', plain: () => `SELECT session_id, max(start_time) AS t FROM traces FINAL WHERE ${PROJECT} GROUP BY session_id ORDER BY t DESC LIMIT 50` },
    'sessions with errors of a user': { limitMs: 100, path: () => `/api/sessions?status=error&user=${userId}&limit=50` },
    'newest 50 spans': { limitMs: 100, path: () => '/api/spans?limit=50', plain: () => list('1') },
    'slow calls of a model': { limitMs: 100, path: () => '/api/spans?kind=llm&model=gpt-4o&minDurationMs=3000&limit=50', plain: () => list("kind = 'llm' AND model = 'gpt-4o' AND end_time - start_time > 3") },
    'failed calls of a tool': { limitMs: 100, path: () => '/api/spans?status=error&tool=run_sql&limit=50', plain: () => list("status = 'error' AND tool_name = 'run_sql'") },
    'spans of a user': { limitMs: 100, path: () => `/api/spans?user=${userId}&limit=50`, plain: () => list(`user_id = '${userId}'`) },
    'spans by an attribute': { limitMs: 100, path: () => `/api/spans?attr.user.id=${userId}&limit=50`, plain: () => list(`attributes['user.id'] = '${userId}'`) },
    'full text, a rare word': { limitMs: 150, path: () => `/api/spans?q=${rareWord}&limit=50`, plain: () => `SELECT sha256 FROM contents WHERE ${PROJECT} AND hasAllTokens(text, ['${rareWord}']) LIMIT 50` },
    'full text, two rare words': { limitMs: 150, path: () => `/api/spans?q=${encodeURIComponent(rareWords)}&limit=50` },
    'full text, a very frequent word': { limitMs: 150, path: () => `/api/spans?q=${frequentWord}&limit=50`, plain: () => `SELECT sha256 FROM contents WHERE ${PROJECT} AND hasAllTokens(text, ['${frequentWord}']) LIMIT 50` },
    'facets of everything': { path: () => '/api/facets', plain: () => `SELECT kind, count() FROM span_resolutions FINAL WHERE ${PROJECT} GROUP BY kind` },
    'facets of failed spans': { path: () => '/api/facets?status=error' },
    'percentiles and series of everything': { path: () => '/api/stats?bucketSeconds=3600', plain: () => `SELECT kind, quantiles(0.5, 0.99)(duration_ms) FROM span_resolutions FINAL WHERE ${PROJECT} GROUP BY kind` },
    'costs by model': { path: () => '/api/costs?by=model', plain: () => `SELECT model, sum(cost_usd) FROM span_resolutions FINAL WHERE ${PROJECT} GROUP BY model` },
    'costs by user': { path: () => '/api/costs?by=user' },
    'errors in groups': { path: () => '/api/errors', plain: () => `SELECT error_group, count() FROM span_resolutions FINAL WHERE ${PROJECT} AND error_group != '' GROUP BY error_group` },
    'SQL: calls by model and hour': { body: { query: 'SELECT model, toStartOfHour(start_time) AS hour, count() FROM span_resolutions WHERE kind = \'llm\' GROUP BY model, hour' }, path: () => '/api/sql' },
  };
}

export default async function benchQueries({ json = false, flags: words = [] } = {}) {
  const flags = Object.fromEntries(words.map((word) => word.replace(/^--/, '').split('=')));
  const spans = Number(flags.spans ?? 1_000_000);
  const runs = Number(flags.runs ?? 40);
  const say = json ? () => undefined : console.log;
  const folder = flags.data ?? (await mkdtemp(join(tmpdir(), 'heddle-bench-query-')));
  const rows = [];
  const tell = (row) => {
    rows.push(row);
    say(Object.entries(row).map(([key, value]) => `${key} ${value}`).join('  '));
  };
  try {
    const data = await historyIn(folder, spans, say);
    tell({ query: 'disk', rows: data.spans, bytesPerSpan: Math.round((await diskBytes(folder)) / data.spans), otlpBytesPerSpan: data.otlpBytesPerSpan });
    const asked = questions(data);
    const plain = await plainTimes(folder, asked, runs);
    const { server, startMs } = await startServer(folder);
    try {
      tell({ query: 'cold start to the first list', rows: data.spans, p50Ms: startMs, limitMs: 2_000 });
      for (const [query, { path, body, limitMs }] of Object.entries(asked)) {
        const first = await timeOf(() => ask(server.url, path(), body));
        const times = [];
        for (let run = 0; run < runs; run++) times.push(await timeOf(() => ask(server.url, path(), body)));
        tell({ query, rows: data.spans, ...percentiles(times), firstMs: round(first), ...(plain[query] !== undefined && { plainSelectMs: plain[query] }), ...(limitMs && { limitMs }) });
      }
      const engine = await engineOf(server.child.pid);
      tell({ query: 'memory of server and engine', rows: data.spans, rssMb: Math.round((await residentBytes([server.child.pid, engine])) / 1024 / 1024), limitMb: 1_500 });
    } finally {
      await server.close();
    }
  } finally {
    if (flags.data === undefined) await rm(folder, { recursive: true, force: true });
  }
  const missed = rows.filter(({ p50Ms, limitMs, rssMb, limitMb }) => p50Ms > limitMs || rssMb > limitMb);
  say(missed.length === 0 ? 'Everything is within its limit.' : `Over the limit: ${missed.map(({ query }) => query).join(', ')}.`);
  if (json) console.log(JSON.stringify(rows));
  return rows;
}

/** Writes the data, unless an earlier run left it there. */
async function historyIn(folder, spans, say) {
  const note = join(folder, 'bench.json');
  if (existsSync(note)) return JSON.parse(await readFile(note, 'utf8'));
  const start = performance.now();
  const data = await writeAgentHistory(folder, spans, say);
  say(`${data.spans} spans made in ${Math.round((performance.now() - start) / 1_000)} s`);
  await writeFile(note, JSON.stringify(data));
  return data;
}

async function plainTimes(folder, asked, runs) {
  const database = await createEmbeddedDatabase(join(folder, 'database'));
  try {
    const found = {};
    for (const [query, { plain }] of Object.entries(asked)) {
      if (!plain) continue;
      const times = [];
      for (let run = 0; run <= Math.min(runs, 10); run++) times.push(await timeOf(() => database.query(plain())));
      found[query] = percentiles(times.slice(1)).p50Ms;
    }
    return found;
  } finally {
    await database.close();
  }
}

async function startServer(folder) {
  const start = performance.now();
  const child = fork(new URL('load/server-process.mjs', import.meta.url), [folder]);
  const { url } = await new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`The server ended with ${code} before it listened.`)));
  });
  await ask(url, '/api/sessions?limit=50');
  const startMs = round(performance.now() - start);
  const close = () => new Promise((resolve) => {
    child.once('exit', resolve);
    child.send('close');
  });
  return { server: { url, child, close }, startMs };
}

async function ask(url, path, body) {
  const response = await fetch(`${url}${path}`, body && { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text.slice(0, 300)}`);
}

async function timeOf(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function percentiles(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]);
  return { p50Ms: at(0.5), p99Ms: at(0.99) };
}

function round(value) {
  return Math.round(value * 10) / 10;
}

async function diskBytes(folder) {
  const { stdout } = await promisify(execFile)('du', ['-sk', join(folder, 'database')]);
  return Number(stdout.split('\t')[0]) * 1024;
}
