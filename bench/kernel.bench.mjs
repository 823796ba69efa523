// How fast kernels are: start, empty cell, one traced call beside a raw echo over the same channel, 64 calls at once, a
// megabyte of result, and what 100,000 calls leave in the host's memory. Everything is recorded as in earnest: journal
// on disk, events, spans. Thresholds: start 100 ms, cell 1 ms, call 300 us and 2.5 echoes, 64 calls 300 ms, megabyte 30 ms.
//
// npm run bench -- kernel [--json] [--place=NAME] [--language=NAME] [--calls=N] [--write]
import { createMemoryArtifacts, createObserver, createRedactor, createTracing, EventBus, systemClock } from '@heddle/sdk';
import { createFileJournals } from '@heddle/sdk/files';
import { bubblewrapPlace, createKernel, denoPlace, KernelPool, processPlace } from '@heddle/kernel';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeSection } from '../scripts/kernel-report.mjs';

const PLACES = [processPlace, denoPlace, bubblewrapPlace];
const LANGUAGES = ['typescript', 'python'];
const LIMITS = { startMs: 100, cellMs: 1, callUs: 300, callPerEcho: 2.5, parallel64Ms: 300, megabyteMs: 30, hostRssGrowthMb: 30 };

/** The loop makes its calls so many at a time: one by one, waiting would be most of the bench. */
const AT_ONCE = 50;

const MEGABYTE = Array.from({ length: 10_000 }, (_, index) => ({ index, text: 'rain and sun, sun and rain, and then the fog: this is a row of a table, neither short nor long' }));

const SOURCES = {
  typescript: {
    calls: (count) => `const times = [];
for (let i = 0; i < ${count}; i++) { const start = performance.now(); await quick({ i }); times.push(performance.now() - start) }
times.sort((a, b) => a - b)[times.length >> 1] * 1000`,
    parallel: `const start = performance.now();
await Promise.all(Array.from({ length: 64 }, () => wait({ ms: 50 })));
performance.now() - start`,
    megabyte: `const start = performance.now();
await megabyte({});
performance.now() - start`,
    many: (count) => `for (let i = 0; i < ${count}; i += ${AT_ONCE}) await Promise.all(Array.from({ length: ${AT_ONCE} }, (_, k) => quick({ i: i + k })));`,
  },
  python: {
    calls: (count) => `import time
times = []
for i in range(${count}):
  start = time.perf_counter()
  quick(i)
  times.append(time.perf_counter() - start)
sorted(times)[len(times) // 2] * 1e6`,
    parallel: `import asyncio, time
start = time.perf_counter()
await asyncio.gather(*[wait.aio(50) for _ in range(64)])
(time.perf_counter() - start) * 1000`,
    megabyte: `import time
start = time.perf_counter()
megabyte()
(time.perf_counter() - start) * 1000`,
    many: (count) => `import asyncio
for i in range(0, ${count}, ${AT_ONCE}): await asyncio.gather(*[quick.aio(i + k) for k in range(${AT_ONCE})])`,
  },
};

/**
 * @param {{ json?: boolean, flags?: string[] }} options - flags: `--place=NAME`, `--language=NAME`, `--calls=N`, over how
 * many calls the host's memory is watched (default 100,000), and `--write`, which puts the table into docs/kernels.md and
 * goes with none of the others
 */
export default async function benchKernels({ json = false, flags: words = [] } = {}) {
  const flags = { json, ...Object.fromEntries(words.map((word) => word.replace(/^--/, '').split('='))) };
  if ('write' in flags && (flags.place || flags.language || flags.calls)) throw new Error('--write puts the whole table into docs/kernels.md. Leave --place, --language and --calls out.');
  const rows = [];
  const loadBefore = loadavg()[0];
  for (const place of PLACES) {
    for (const language of LANGUAGES) {
      if ((flags.place && flags.place !== place.name) || (flags.language && flags.language !== language)) continue;
      const problem = await place.unavailable(language);
      if (problem) {
        console.log(`${place.name} ${language}: skipped. ${problem}`);
        continue;
      }
      const row = await measure(place, language, Math.ceil(Number(flags.calls ?? 100_000) / AT_ONCE) * AT_ONCE);
      rows.push(row);
      if (!json) console.log(`${place.name} ${language}: ${describe(row)}`);
    }
  }
  if ('write' in flags) writeSection('bench', table(rows, loadBefore), 'docs/kernels.md');
  if (json) console.log(JSON.stringify(rows));
  return rows;
}

async function measure(place, language, manyCalls) {
  const folder = await mkdtemp(join(tmpdir(), 'heddle-bench-'));
  const pool = new KernelPool({ place, language, size: 0, folder: join(folder, 'workspaces') });
  const tracing = createTracing({ processors: [] });
  const journal = createFileJournals(join(folder, 'journals')).open('ses_bench');
  const observer = createObserver({
    session: { sessionId: 'ses_bench', app: 'bench', tags: [] },
    tracer: tracing.tracer, journal, bus: new EventBus(), clock: systemClock, redact: createRedactor(), recorded: tracing,
  });
  const artifacts = createMemoryArtifacts();
  const common = { place, language, plugins: plugins(), artifacts, observer };
  try {
    const starts = [];
    for (let round = 0; round < 7; round++) {
      const before = performance.now();
      const kernel = await createKernel({ ...common, workspace: join(folder, `start-${round}`) });
      starts.push(performance.now() - before);
      await kernel.close();
    }
    const warm = await pool.take();
    const echo = echoOn(warm.connection);
    const kernel = await createKernel({ ...common, workspace: warm.workspace, warm });
    const session = cellsOf(kernel, observer);
    const { calls, parallel, megabyte, many } = SOURCES[language];
    for (let round = 0; round < 20; round++) await session.run('');
    const cells = [];
    for (let round = 0; round < 60; round++) cells.push((await session.run('')).durationMs);
    const callTimes = [];
    const echoTimes = [];
    // In turns, so that a busy moment of the machine falls on both; the first rounds warm up and do not count.
    for (let round = 0; round < 9; round++) {
      const [call, bounced] = [await session.number(calls(900)), await echo(900)];
      if (round < 3) continue;
      callTimes.push(call);
      echoTimes.push(bounced);
    }
    const parallels = [];
    const megabytes = [];
    for (let round = 0; round < 5; round++) parallels.push(await session.number(parallel));
    for (let round = 0; round < 9; round++) megabytes.push(await session.number(megabyte));
    await session.run(many(Math.min(5_000, manyCalls)), { timeoutMs: 600_000 });
    globalThis.gc?.();
    const rssBefore = process.memoryUsage.rss();
    const end = await session.run(many(manyCalls), { timeoutMs: 3_600_000 });
    if (end.status !== 'ok') throw new Error(`The loop of ${manyCalls} calls ended with ${end.status}: ${end.error?.message}`);
    globalThis.gc?.();
    const hostRssGrowthMb = (process.memoryUsage.rss() - rssBefore) / 1024 / 1024;
    await checkLoop(journal, end, manyCalls);
    await kernel.close();
    return {
      place: place.name,
      language,
      startMs: rounded(median(starts)),
      cellMs: rounded(median(cells)),
      callUs: rounded(median(callTimes)),
      echoUs: rounded(median(echoTimes)),
      parallel64Ms: rounded(median(parallels)),
      megabyteMs: rounded(median(megabytes)),
      hostRssGrowthMb: rounded(hostRssGrowthMb),
    };
  } finally {
    await pool.close();
    await tracing.close();
    await journal.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Fast is worth nothing if something is missing: the journal has every call, and one aggregate bounds the spans. */
async function checkLoop(journal, { cellId, calls }, manyCalls) {
  let recorded = 0;
  let aggregate;
  for await (const event of journal.read()) {
    if (event.type === 'call-start' && event.cellId === cellId) recorded++;
    if (event.type === 'call-aggregate' && event.cellId === cellId) aggregate = event;
  }
  const problem = calls.host !== manyCalls || recorded !== manyCalls ? `the journal has ${recorded} and the host counts ${calls.host}`
    : manyCalls > 1_000 && (aggregate?.calls !== manyCalls || aggregate.exported > 1_100) ? `the aggregate says ${JSON.stringify(aggregate)?.slice(0, 200)}`
      : undefined;
  if (problem) throw new Error(`Of ${manyCalls} calls, ${problem}.`);
}

function plugin(name, call) {
  return {
    name, description: '', version: '1', hash: name,
    inputSchema: { type: 'object', properties: { [name === 'wait' ? 'ms' : 'i']: { type: 'number' } } },
    parseInput: (input) => ({ ok: true, value: input }),
    call,
  };
}

function plugins() {
  return [
    plugin('quick', async ({ i }) => i),
    plugin('wait', ({ ms }) => new Promise((resolve) => setTimeout(resolve, ms, ms))),
    plugin('megabyte', async () => MEGABYTE),
  ];
}

function cellsOf(kernel, observer) {
  let index = 0;
  const operation = {
    parent: 'root',
    start: { type: 'round-start', index: 1, segment: 1, query: 'bench', files: [] },
    end: ({ durationMs }) => ({ type: 'round-end', state: 'finished', reply: '', durationMs }),
  };
  const run = (source, more = {}) => observer.observe(operation, (round) => kernel.execute({ cellId: `cel_${++index}`, index, attempt: 1, source, ...more }, round));
  return {
    run,
    async number(source) {
      const { value, error } = await run(source);
      if (error) throw new Error(error.message);
      return Number(value['text/plain']);
    },
  };
}

/** Bounces frames over the kernel's own channel, and does nothing else: what a call costs at least. */
function echoOn(connection) {
  let arrived;
  const listen = connection.listen.bind(connection);
  connection.listen = (listener) => listen({ ...listener, frame: (frame) => (frame.t === 'echo' ? arrived?.() : listener.frame(frame)) });
  return async (count) => {
    const times = [];
    for (let id = 0; id < count; id++) {
      const start = performance.now();
      await new Promise((resolve) => {
        arrived = resolve;
        connection.send({ t: 'echo', id, value: { i: id } });
      });
      times.push((performance.now() - start) * 1_000);
    }
    return median(times);
  };
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
}

function rounded(number) {
  return Math.round(number * 100) / 100;
}

const HEADINGS = {
  startMs: 'start, ms', cellMs: 'empty cell, ms', callUs: 'call, µs', echoUs: 'raw echo, µs', parallel64Ms: '64 calls of 50 ms at once, ms', megabyteMs: '1 MB of result, ms',
  hostRssGrowthMb: 'host memory over the loop, MB',
};

function table(rows, loadBefore) {
  const names = Object.keys(HEADINGS);
  const limits = names.map((name) => (name in LIMITS ? `≤ ${LIMITS[name]}${name === 'callUs' ? ` and ${LIMITS.callPerEcho} echoes` : ''}` : ''));
  const lines = rows.map((row) => {
    const missed = missedOf(row);
    return `| ${row.place} ${row.language === 'typescript' ? 'TypeScript' : 'Python'} | ${names.map((name) => (missed.includes(name) ? `**${row[name]}**` : row[name])).join(' | ')} |`;
  });
  const [{ model } = {}] = cpus();
  return [
    `${cpus().length} cores (${model?.trim() || process.arch}), Node ${process.versions.node}; load average ${loadBefore.toFixed(1)} at the start and ${loadavg()[0].toFixed(1)} at the end;\nwith nothing to run, \`node\` took ${Math.round(bareMs(process.execPath, '-e', '0'))} ms from start to exit, \`python3\` ${Math.round(bareMs('python3', '-I', '-c', ''))}. **Bold**: missed.`,
    '',
    `| | ${names.map((name) => HEADINGS[name]).join(' | ')} |`,
    `|---|${names.map(() => '---').join('|')}|`,
    `| threshold | ${limits.join(' | ')} |`,
    ...lines,
  ].join('\n');
}

/** What an interpreter takes by itself: no kernel in it starts faster. */
function bareMs(command, ...args) {
  return median(Array.from({ length: 7 }, () => {
    const before = performance.now();
    spawnSync(command, args, { stdio: 'ignore' });
    return performance.now() - before;
  }));
}

function missedOf(row) {
  const missed = Object.entries(LIMITS).filter(([name, limit]) => row[name] > limit).map(([name]) => name);
  return row.callUs > LIMITS.callPerEcho * row.echoUs ? [...new Set([...missed, 'callUs'])] : missed;
}

function describe(row) {
  const missed = missedOf(row);
  const { place: _, language: __, ...figures } = row;
  return `${Object.entries(figures).map(([name, value]) => `${name} ${value}`).join(', ')}${missed.length > 0 ? `; missed: ${missed.join(', ')}` : ''}`;
}
