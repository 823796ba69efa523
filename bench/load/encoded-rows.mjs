import { decodeTraces } from '../../packages/server/dist/otlp/decode-traces.js';
import { decodeAll, runSteps } from '../../packages/server/dist/otlp/run-steps.js';
import { SPANS, columnsOf } from '../../packages/store/dist/schema/tables.js';
import { createBatchEncoder } from '../../packages/store/dist/write/encoded-batch.js';
import { createRequests } from './create-requests.mjs';
import { createRowResolver } from './resolve-rows.mjs';

/** What measurements on their own found best of sizes up to 5,000. */
const ROWS_PER_INSERT = 2_000;
const PROJECT = 'bench';
const LINES = ['contentLines', 'spanLines', 'resolutionLines', 'traceLines'];
const RAW = columnsOf(SPANS).indexOf('raw');
const SEARCH_TEXT = columnsOf(SPANS).indexOf('search_text');

/**
 * Makes the rows that Heddle writes of the same spans, encoded, in groups for one insert each.
 *
 * @param options.withSpans - each group has the spans as well
 * @returns `nextGroups`, which gives those of the next spans
 */
export function createEncodedRows({ shape, seed, spansPerRequest, withSpans = false }) {
  const next = createRequests({ shape, seed, spansPerRequest });
  const known = new Set();
  const resolver = createRowResolver(PROJECT);

  function nextGroup(most) {
    const group = emptyGroup();
    while (group.rows < most) {
      const { records } = decodeAll(decodeTraces(next()));
      const encoded = encodeAll(records);
      const lines = encoded.flatMap(({ spanLines }) => spanLines);
      group.spanLines.push(...lines);
      if (withSpans) group.spans.push(...records);
      for (const { facts } of encoded) resolver.add(facts, group);
      for (const [sha256, text] of encoded.flatMap(({ contents }) => [...contents])) {
        if (known.has(sha256)) continue;
        known.add(sha256);
        group.contentLines.push(JSON.stringify([PROJECT, sha256, text]));
      }
      group.rows += records.length;
    }
    return group;
  }

  return {
    nextGroups(spans) {
      const groups = [];
      for (let made = 0; made < spans;) {
        groups.push(nextGroup(Math.min(ROWS_PER_INSERT, spans - made)));
        made += groups.at(-1).rows;
      }
      resolver.finish(groups.at(-1));
      return groups;
    },
  };
}

/** The same rows in fewer groups. */
export function joinedGroups(groups, rows) {
  const large = [];
  for (const group of groups) {
    if (large.length === 0 || large.at(-1).rows >= rows) large.push(emptyGroup());
    const last = large.at(-1);
    last.rows += group.rows;
    for (const kind of LINES) last[kind].push(...group[kind]);
  }
  return large;
}

/** Rows of the same spans with everything that was said in them, and all of that searchable. */
export function plainGroup({ rows, spanLines, spans }) {
  return { rows, plainLines: spanLines.map((line, index) => plainLine(line, spans[index])) };
}

function plainLine(line, span) {
  const row = JSON.parse(line);
  row[RAW] = JSON.stringify({ ...span, startTime: String(span.startTime), endTime: String(span.endTime) });
  row[SEARCH_TEXT] = Object.values(span.attributes).join('\n');
  return JSON.stringify(row);
}

/** Rows of one insert, by table. */
function emptyGroup() {
  return { rows: 0, spans: [], ...Object.fromEntries(LINES.map((kind) => [kind, []])) };
}

function encodeAll(spans) {
  const encoder = createBatchEncoder({ project: PROJECT, spans, logs: [] }, Date.now() * 1_000);
  const slices = [];
  while (!encoder.done) slices.push(runSteps(encoder.nextSlice()));
  return slices;
}
