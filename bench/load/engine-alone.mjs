import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeTraces } from '../../packages/server/dist/otlp/decode-traces.js';
import { runSteps } from '../../packages/server/dist/otlp/run-steps.js';
import { createEmbeddedDatabase } from '../../packages/store/dist/engine/database.js';
import { setFsync } from '../../packages/store/dist/schema/fsync.js';
import { migrate } from '../../packages/store/dist/schema/migrations.js';
import { CONTENTS, SPANS, SPAN_RESOLUTIONS, TRACES, columnsOf, createTableStatement } from '../../packages/store/dist/schema/tables.js';
import { createBatchEncoder } from '../../packages/store/dist/write/encoded-batch.js';
import { createRequests } from './create-requests.mjs';
import { createRowResolver } from './resolve-rows.mjs';

/** What measurements on their own found best of sizes up to 5,000, and what Heddle itself inserts under load, about. */
const ROWS_PER_INSERT = { usual: 2_000, large: 10_000 };
const INSERTS_AT_ONCE = 2;
const LINES = ['contentLines', 'spanLines', 'resolutionLines', 'traceLines'];
const PLAIN_SPANS = { ...SPANS, name: 'plain_spans' };
const RAW = columnsOf(SPANS).indexOf('raw');
const SEARCH_TEXT = columnsOf(SPANS).indexOf('search_text');
/** Rows wait in memory, encoded. */
const MOST_PLAIN_BYTES = 400_000_000;

/**
 * What the engine takes with nothing in front of it: rows that were encoded before, inserted in large batches, as many as Heddle took. Each
 * figure is of an engine of its own: what was merged before would count for the next.
 *
 * @returns spans a second: of all the rows that Heddle writes of a span (its own, its contents, its resolution, its part of the trace), text
 *   indexes included, in inserts of 2,000 spans and of 10,000; of its own row and its contents alone, and of rows with the content inline and
 *   indexed, in inserts of 2,000
 */
export async function engineAlone({ shape, seed, spans, spansPerRequest, storeOptions }) {
  const next = createRequests({ shape, seed, spansPerRequest });
  const own = [];
  const plain = [];
  const known = new Set();
  const resolver = createRowResolver('bench');
  let plainBytes = 0;
  for (let made = 0; made < spans;) {
    const group = emptyGroup();
    const plainGroup = { rows: 0, plainLines: [] };
    while (group.rows < ROWS_PER_INSERT.usual && made < spans) {
      const { records } = runSteps(decodeTraces(next()));
      const encoded = encodeAll(records);
      group.spanLines.push(...encoded.flatMap(({ spanLines }) => spanLines));
      for (const { facts } of encoded) resolver.add(facts, group);
      for (const [sha256, text] of encoded.flatMap(({ contents }) => [...contents])) {
        if (known.has(sha256)) continue;
        known.add(sha256);
        group.contentLines.push(JSON.stringify(['bench', sha256, text]));
      }
      if (plainBytes < MOST_PLAIN_BYTES) plainGroup.plainLines.push(...group.spanLines.slice(-records.length).map((line, index) => plainLine(line, records[index])));
      made += records.length;
      group.rows += records.length;
    }
    if (made >= spans) resolver.finish(group);
    own.push(group);
    if (plainGroup.plainLines.length === 0) continue;
    plainBytes += plainGroup.plainLines.reduce((bytes, line) => bytes + line.length, 0);
    plain.push({ ...plainGroup, rows: plainGroup.plainLines.length });
  }
  return {
    engineRowsPerSecond: await rateOf(own, insertAll, storeOptions),
    engineSpansPerSecond: await rateOf(own, insertOwn, storeOptions),
    engineLargeRowsPerSecond: await rateOf(joined(own, ROWS_PER_INSERT.large), insertAll, storeOptions),
    engineRawRowsPerSecond: await rateOf(plain, insertPlain, storeOptions),
  };
}

const insertOwn = (database) => async ({ contentLines, spanLines }) => {
  await database.insert(CONTENTS.name, columnsOf(CONTENTS), contentLines);
  await database.insert(SPANS.name, columnsOf(SPANS), spanLines);
};
const insertAll = (database) => {
  const insertSpans = insertOwn(database);
  return async (group) => {
    await insertSpans(group);
    await database.insert(SPAN_RESOLUTIONS.name, columnsOf(SPAN_RESOLUTIONS), group.resolutionLines);
    await database.insert(TRACES.name, columnsOf(TRACES), group.traceLines);
  };
};
const insertPlain = (database) => ({ plainLines }) => database.insert(PLAIN_SPANS.name, columnsOf(PLAIN_SPANS), plainLines);

function joined(groups, rows) {
  const large = [];
  for (const group of groups) {
    if (large.length === 0 || large.at(-1).rows >= rows) large.push(emptyGroup());
    const last = large.at(-1);
    last.rows += group.rows;
    for (const kind of LINES) last[kind].push(...group[kind]);
  }
  return large;
}

/** Rows of one insert, by table. */
function emptyGroup() {
  return { rows: 0, ...Object.fromEntries(LINES.map((kind) => [kind, []])) };
}

async function rateOf(groups, insertInto, { fsync = false }) {
  const folder = await mkdtemp(join(tmpdir(), 'heddle-bench-engine-'));
  const database = await createEmbeddedDatabase(join(folder, 'database'));
  try {
    await migrate(database, { kind: 'embedded' });
    await database.command(createTableStatement(PLAIN_SPANS, { kind: 'embedded' }));
    await setFsync(database, fsync);
    const ms = await timeInserts(groups, insertInto(database));
    return (1_000 * groups.reduce((rows, group) => rows + group.rows, 0)) / ms;
  } finally {
    await database.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function encodeAll(spans) {
  const encoder = createBatchEncoder({ project: 'bench', spans, logs: [] }, Date.now() * 1_000);
  const slices = [];
  while (!encoder.done) slices.push(runSteps(encoder.nextSlice()));
  return slices;
}

/** The same row with everything that was said in it, and all of that searchable. */
function plainLine(line, span) {
  const row = JSON.parse(line);
  row[RAW] = JSON.stringify({ ...span, startTime: String(span.startTime), endTime: String(span.endTime) });
  row[SEARCH_TEXT] = Object.values(span.attributes).join('\n');
  return JSON.stringify(row);
}

async function timeInserts(groups, insert) {
  const waiting = groups.values();
  const start = performance.now();
  await Promise.all(Array.from({ length: INSERTS_AT_ONCE }, async () => {
    for (const group of waiting) await insert(group);
  }));
  return performance.now() - start;
}
