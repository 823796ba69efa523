// How many spans a second are accepted and can be queried, over real OTLP on loopback: server, engine and load generator are processes
// of their own on the same cores, and requests are encoded before. Beside it, in the same run: what the engine alone takes of
// the same rows, in turns with Heddle, because machines are noisy. Who does not have its turn is stopped: what inserts leave to merges is
// done in turns of whoever inserted. Payloads are runs of agents whose histories grow from call to call. Beside rates stands the work that a span
// makes, of all processes and until everything is merged: time that the machine gave to others does not count.
// Thresholds: 60 % of the engine alone; acknowledgement at half of the highest rate p50 100 ms, p99 300 ms; event loop p99 20 ms.
import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createEmbeddedDatabase } from '../packages/store/dist/engine/database.js';
import { engineOf, pause, residentBytes, resume, untilIdle, workMicros } from './load/child-processes.mjs';
import { shapeOf } from './load/create-requests.mjs';
import { engineInOtherWays, openEngineAlone } from './load/engine-alone.mjs';

const PAYLOADS = [500, 2_000, 20_000];
const LIMITS = { shareOfEngine: 0.6, ackP50Ms: 100, ackP99Ms: 300, eventLoopP99Ms: 20, rssMb: 1_536 };
/** The first seconds, in which code is compiled and files are made, do not count. */
const WARM_UP_SECONDS = 2;
/** Requests are made before they are sent, for a rate no machine has reached; memory is the other limit. */
const MOST_SPANS_PER_SECOND = 20_000;
const MOST_PREPARED_BYTES = 1_500_000_000;
const SAMPLE_MS = 500;
const PACED_SECONDS = 10;

/**
 * @param {{ json?: boolean, flags?: string[] }} options - flags: `--payload=BYTES`, `--rounds=5` in which Heddle and the engine alone take turns,
 * `--seconds=10` of each turn, `--connections=64`, `--batch=100` spans in a request, `--fsync`, and `--profile=DIR`, where the server leaves a CPU profile
 */
export default async function benchIntake({ json = false, flags: words = [] } = {}) {
  const flags = Object.fromEntries(words.map((word) => word.replace(/^--/, '').split('=')));
  const options = {
    rounds: Number(flags.rounds ?? 5),
    seconds: Number(flags.seconds ?? 10),
    connections: Number(flags.connections ?? 64),
    spansPerRequest: Number(flags.batch ?? 100),
    storeOptions: 'fsync' in flags ? { fsync: true } : {},
    profile: flags.profile,
  };
  const rows = [];
  for (const payloadBytes of flags.payload ? [Number(flags.payload)] : PAYLOADS) {
    const row = await measure(payloadBytes, options);
    rows.push(row);
    if (!json) console.log(describe(row));
  }
  if (json) console.log(JSON.stringify(rows));
  return rows;
}

async function measure(payloadBytes, { rounds, seconds, connections, spansPerRequest, storeOptions, profile }) {
  const shape = shapeOf(payloadBytes);
  const folder = await mkdtemp(join(tmpdir(), 'heddle-bench-'));
  const common = { connections, spansPerRequest };
  const sender = child(new URL('./load/sender-process.mjs', import.meta.url));
  const server = child(new URL('./load/server-process.mjs', import.meta.url), [folder, JSON.stringify(storeOptions)], profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`]);
  const loadBefore = loadavg()[0];
  const load = { shape, seed: 12, spansPerRequest, storeOptions };
  let alone;
  try {
    alone = await openEngineAlone(load);
    const { url } = await server.next();
    const engine = await engineOf(server.process.pid);
    const prepare = (spans, seed) => sender.ask({ command: 'prepare', shape, seed, spans: Math.min(spans, MOST_PREPARED_BYTES / payloadBytes), spansPerRequest });
    let sentBytes = 0;
    let acknowledged = 0;
    let prepared = await prepare(WARM_UP_SECONDS * MOST_SPANS_PER_SECOND, 11);
    const warm = await sender.ask({ command: 'flat-out', url, ...common, seconds: WARM_UP_SECONDS });
    acknowledged += warm.acknowledged;
    sentBytes += (warm.acknowledged / prepared.spans) * prepared.bytes;

    const heddle = [server.process.pid, engine];
    const all = [...heddle, sender.process.pid];
    const memory = watchMemory(heddle);
    const ours = { spans: 0, ms: 0, workMicros: 0, refused: {}, eventLoopP99Ms: 0 };
    const engines = { spans: 0, ms: 0, workMicros: 0 };
    const shares = [];
    for (let round = 0; round < rounds; round++) {
      pause(heddle);
      prepared = await prepare(Math.ceil(Math.min(MOST_SPANS_PER_SECOND, 3 * warm.spansPerSecond + 2_000) * seconds));
      const workBefore = await workMicros(all);
      resume(heddle);
      await server.ask('reset');
      const flatOut = await sender.ask({ command: 'flat-out', url, ...common, seconds });
      const { eventLoopP99Ms } = await server.ask('measure');
      pause(heddle);
      ours.workMicros += (await workMicros(all)) - workBefore;
      acknowledged += flatOut.acknowledged;
      sentBytes += (flatOut.acknowledged / prepared.spans) * prepared.bytes;
      ours.spans += flatOut.acknowledged;
      ours.ms += 1_000 * flatOut.tookSeconds;
      ours.eventLoopP99Ms = Math.max(ours.eventLoopP99Ms, eventLoopP99Ms);
      ours.refused = addedUp(ours.refused, flatOut.refused);
      alone.prepare(flatOut.acknowledged);
      const taken = await alone.take();
      engines.spans += taken.spans;
      engines.ms += taken.ms;
      engines.workMicros += taken.workMicros;
      shares.push(rounded(flatOut.spansPerSecond / perSecond(taken)));
    }
    engines.workMicros += await alone.finish();
    resume(heddle);
    const workBefore = await workMicros(all);
    await untilIdle(heddle);
    ours.workMicros += (await workMicros(all)) - workBefore;
    const spansPerSecond = perSecond(ours);

    prepared = await prepare(Math.ceil((spansPerSecond / 2) * PACED_SECONDS));
    const half = await sender.ask({ command: 'paced', url, ...common, seconds: PACED_SECONDS, spansPerSecond: spansPerSecond / 2 });
    acknowledged += half.acknowledged;
    sentBytes += (half.acknowledged / prepared.spans) * prepared.bytes;
    const rssMb = (await memory.stop()) / 1_048_576;
    await server.stop();
    const { stored, bytesPerSpan } = await readDisk(folder);
    if (stored !== acknowledged) throw new Error(`${acknowledged} spans were acknowledged and ${stored} are stored.`);

    const others = await engineInOtherWays({ ...load, spans: Math.max(4_000, Math.round(ours.spans / rounds)) });
    return {
      payloadBytes, ...common,
      spansPerSecond: Math.round(spansPerSecond),
      engineRowsPerSecond: Math.round(perSecond(engines)),
      shareOfEngine: rounded(spansPerSecond / perSecond(engines)),
      shares,
      workMicrosPerSpan: Math.round(ours.workMicros / ours.spans),
      engineWorkMicrosPerSpan: Math.round(engines.workMicros / engines.spans),
      shareOfEngineWork: rounded(engines.workMicros / engines.spans / (ours.workMicros / ours.spans)),
      ...Object.fromEntries(Object.entries(others).map(([name, rate]) => [name, Math.round(rate)])),
      ackP50Ms: rounded(half.p50Ms),
      ackP99Ms: rounded(half.p99Ms),
      eventLoopP99Ms: rounded(ours.eventLoopP99Ms),
      rssMb: Math.round(rssMb),
      bytesPerSpan: Math.round(bytesPerSpan),
      otlpBytesPerSpan: Math.round(sentBytes / acknowledged),
      refused: addedUp(ours.refused, half.refused),
      loadAverage: rounded(loadBefore),
    };
  } finally {
    resume();
    await alone?.close();
    await server.stop();
    sender.process.disconnect();
    await rm(folder, { recursive: true, force: true });
  }
}

/** A program that answers each message with one. */
function child(program, args = [], execArgv = []) {
  const process = fork(fileURLToPath(program), args, { execArgv, serialization: 'advanced' });
  const ended = new Promise((resolve) => process.once('exit', resolve));
  const next = () => new Promise((resolve, reject) => {
    const fail = (code) => reject(new Error(`${program.pathname} ended with ${code}.`));
    process.once('exit', fail);
    process.once('message', (message) => {
      process.removeListener('exit', fail);
      resolve(message);
    });
  });
  return {
    process,
    next,
    ask(message) {
      process.send(message);
      return next();
    },
    async stop() {
      if (process.connected) process.send('stop');
      await ended;
    },
  };
}

/** @returns a function whose result is the most memory the processes had at once, in bytes */
function watchMemory(pids) {
  let most = 0;
  const look = async () => {
    most = Math.max(most, await residentBytes(pids));
  };
  const timer = setInterval(() => void look(), SAMPLE_MS);
  return {
    async stop() {
      clearInterval(timer);
      await look();
      return most;
    },
  };
}

async function readDisk(folder) {
  const database = await createEmbeddedDatabase(join(folder, 'database'));
  try {
    const [{ stored }] = await database.query('SELECT uniqExact(trace_id, span_id) AS stored FROM spans');
    const [{ bytes }] = await database.query('SELECT sum(bytes_on_disk) AS bytes FROM system.parts WHERE active');
    return { stored: Number(stored), bytesPerSpan: Number(bytes) / Number(stored) };
  } finally {
    await database.close();
  }
}

function perSecond({ spans, ms }) {
  return (1_000 * spans) / ms;
}

function addedUp(counts, more) {
  return Object.fromEntries([...new Set([...Object.keys(counts), ...Object.keys(more)])].map((status) => [status, (counts[status] ?? 0) + (more[status] ?? 0)]));
}

function rounded(number) {
  return Math.round(number * 100) / 100;
}

function describe(row) {
  const missed = [
    ...(row.shareOfEngine < LIMITS.shareOfEngine ? ['shareOfEngine'] : []),
    ...['ackP50Ms', 'ackP99Ms', 'eventLoopP99Ms', 'rssMb'].filter((name) => row[name] > LIMITS[name]),
  ];
  const { refused, ...figures } = row;
  const text = Object.entries(figures).map(([name, value]) => `${name} ${value}`).join(', ');
  const refusals = Object.entries(refused).map(([status, count]) => `; ${count} requests answered ${status}`).join('');
  return `${text}${refusals}${missed.length > 0 ? `; missed: ${missed.join(', ')}` : ''}`;
}
