import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeTraces } from '../../packages/server/dist/otlp/decode-traces.js';
import { runSteps } from '../../packages/server/dist/otlp/run-steps.js';
import { createEmbeddedDatabase } from '../../packages/store/dist/engine/database.js';
import { setFsync } from '../../packages/store/dist/schema/fsync.js';
import { migrate } from '../../packages/store/dist/schema/migrations.js';
import { CONTENTS, SPANS, columnsOf, createTableStatement } from '../../packages/store/dist/schema/tables.js';
import { createBatchEncoder } from '../../packages/store/dist/write/encoded-batch.js';
import { createRequests } from './create-requests.mjs';

const ROWS_PER_INSERT = 2_000;
const INSERTS_AT_ONCE = 2;
const PLAIN_SPANS = { ...SPANS, name: 'plain_spans' };
const RAW = columnsOf(SPANS).indexOf('raw');
const SEARCH_TEXT = columnsOf(SPANS).indexOf('search_text');

/**
 * What the engine takes with nothing in front of it: rows that were encoded before, inserted in large batches.
 *
 * @returns spans a second: of Heddle's own rows, contents and text indexes included, and of rows with the content inline and indexed
 */
export async function engineAlone({ shape, seed, spans, spansPerRequest, storeOptions }) {
  const folder = await mkdtemp(join(tmpdir(), 'heddle-bench-engine-'));
  const database = await createEmbeddedDatabase(join(folder, 'database'));
  try {
    await migrate(database, { kind: 'embedded' });
    await database.command(createTableStatement(PLAIN_SPANS, { kind: 'embedded' }));
    await setFsync(database, storeOptions.fsync ?? false);
    const next = createRequests({ shape, seed, spansPerRequest });
    const own = [];
    const plain = [];
    const known = new Set();
    for (let made = 0; made < spans;) {
      const group = { rows: 0, spanLines: [], contentLines: [] };
      const plainGroup = { rows: 0, plainLines: [] };
      while (group.rows < ROWS_PER_INSERT && made < spans) {
        const { records } = runSteps(decodeTraces(next()));
        const encoded = encodeAll(records);
        group.spanLines.push(...encoded.flatMap(({ spanLines }) => spanLines));
        for (const [sha256, text] of encoded.flatMap(({ contents }) => [...contents])) {
          if (known.has(sha256)) continue;
          known.add(sha256);
          group.contentLines.push(JSON.stringify(['bench', sha256, text]));
        }
        plainGroup.plainLines.push(...group.spanLines.slice(-records.length).map((line, index) => plainLine(line, records[index])));
        made += records.length;
        group.rows += records.length;
      }
      own.push(group);
      plain.push({ ...plainGroup, rows: group.rows });
    }
    // In turns over halves, so that a busy moment of the machine falls on both.
    const half = Math.ceil(own.length / 2);
    const ownMs = [];
    const plainMs = [];
    for (const part of [(list) => list.slice(0, half), (list) => list.slice(half)]) {
      ownMs.push(await timeInserts(part(own), async ({ contentLines, spanLines }) => {
        await database.insert(CONTENTS.name, columnsOf(CONTENTS), contentLines);
        await database.insert(SPANS.name, columnsOf(SPANS), spanLines);
      }));
      plainMs.push(await timeInserts(part(plain), ({ plainLines }) => database.insert(PLAIN_SPANS.name, columnsOf(PLAIN_SPANS), plainLines)));
    }
    return { engineRowsPerSecond: rate(own, ownMs), engineRawRowsPerSecond: rate(plain, plainMs) };
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

function rate(groups, times) {
  return (1_000 * groups.reduce((rows, group) => rows + group.rows, 0)) / times.reduce((sum, ms) => sum + ms, 0);
}
