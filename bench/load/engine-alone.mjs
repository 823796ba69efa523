import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmbeddedDatabase } from '../../packages/store/dist/engine/database.js';
import { setFsync } from '../../packages/store/dist/schema/fsync.js';
import { migrate } from '../../packages/store/dist/schema/migrations.js';
import { CONTENTS, SPANS, SPAN_RESOLUTIONS, TRACES, columnsOf, createTableStatement } from '../../packages/store/dist/schema/tables.js';
import { engineOf, pause, resume, untilIdle, workMicros } from './child-processes.mjs';
import { createEncodedRows, joinedGroups, plainGroup } from './encoded-rows.mjs';

/** What Heddle itself inserts under load, about. */
const LARGE_INSERT_ROWS = 10_000;
const INSERTS_AT_ONCE = 2;
const WARM_UP_SPANS = 4_000;
const PLAIN_SPANS = { ...SPANS, name: 'plain_spans' };
/** Rows with everything in them wait in memory. */
const MOST_PLAIN_BYTES = 400_000_000;
const ENGINE = { kind: 'embedded' };

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

/** An engine with nothing in front of it, which takes all the rows that Heddle writes of a span, encoded before, text indexes included. */
export async function openEngineAlone({ storeOptions, ...load }) {
  const rows = createEncodedRows(load);
  const { database, close } = await openEngine(storeOptions);
  const engine = await engineOf(process.pid);
  const both = [process.pid, engine];
  let groups = rows.nextGroups(WARM_UP_SPANS);
  await timeInserts(groups, insertAll(database));
  pause([engine]);

  async function inTurn(work) {
    resume([engine]);
    const before = await workMicros(both);
    const result = await work();
    const took = (await workMicros(both)) - before;
    pause([engine]);
    return { ...result, workMicros: took };
  }

  return {
    /** Makes the rows of so many more spans, for the next turn. */
    prepare(spans) {
      groups = rows.nextGroups(spans);
    },
    /**
     * Takes those rows. Merges that they leave are done in its next turn, or in `finish`.
     *
     * @returns how long it took, in ms, how many spans they were of, and how much work it was, in microseconds of processor time
     */
    take: () => inTurn(async () => ({ ms: await timeInserts(groups, insertAll(database)), spans: spansIn(groups) })),
    /** Does what is left to do. @returns how much work it was, in microseconds */
    finish: async () => (await inTurn(() => untilIdle([engine]))).workMicros,
    async close() {
      resume([engine]);
      await close();
    },
  };
}

/**
 * What the engine takes in other ways. Each figure is of an engine of its own: what was merged before would count for the next.
 *
 * @returns spans a second: of their own rows and their contents alone, without resolutions; of all rows in inserts of 10,000 spans; and of rows with
 *   the content inline and indexed
 */
export async function engineInOtherWays({ spans, storeOptions, ...load }) {
  const groups = createEncodedRows({ ...load, withSpans: true }).nextGroups(spans);
  const plain = [];
  for (let bytes = 0; plain.length < groups.length && bytes < MOST_PLAIN_BYTES;) {
    plain.push(plainGroup(groups[plain.length]));
    bytes += plain.at(-1).plainLines.reduce((sum, line) => sum + line.length, 0);
  }
  return {
    engineSpansPerSecond: await rateOf(groups, insertOwn, storeOptions),
    engineLargeRowsPerSecond: await rateOf(joinedGroups(groups, LARGE_INSERT_ROWS), insertAll, storeOptions),
    engineRawRowsPerSecond: await rateOf(plain, insertPlain, storeOptions),
  };
}

async function rateOf(groups, insertInto, storeOptions) {
  const { database, close } = await openEngine(storeOptions);
  try {
    await database.command(createTableStatement(PLAIN_SPANS, ENGINE));
    return (1_000 * spansIn(groups)) / (await timeInserts(groups, insertInto(database)));
  } finally {
    await close();
  }
}

async function openEngine({ fsync = false }) {
  const folder = await mkdtemp(join(tmpdir(), 'heddle-bench-engine-'));
  const database = await createEmbeddedDatabase(join(folder, 'database'));
  const close = async () => {
    await database.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await migrate(database, ENGINE);
    await setFsync(database, fsync);
  } catch (error) {
    await close();
    throw error;
  }
  return { database, close };
}

async function timeInserts(groups, insert) {
  const waiting = groups.values();
  const start = performance.now();
  await Promise.all(Array.from({ length: INSERTS_AT_ONCE }, async () => {
    for (const group of waiting) await insert(group);
  }));
  return performance.now() - start;
}

function spansIn(groups) {
  return groups.reduce((sum, { rows }) => sum + rows, 0);
}
