import { join } from 'node:path';
import { createEmbeddedDatabase } from '../../packages/store/dist/engine/database.js';

/** Other ids: the first four digits become the number of the copy. */
const otherId = (column) => `concat({copy:String}, substring(${column}, 5))`;
const otherTrace = `if(trace_id = {large:String}, trace_id, ${otherId('trace_id')})`;
const otherSession = (text) => `replaceRegexpAll(${text}, 'session-[0-9a-f]{4}', concat('session-', {copy:String}))`;
const otherSpans = (text) => `replaceRegexpAll(${text}, '"(spanId|parentSpanId)":"[0-9a-f]{4}', concat('"\\\\1":"', {copy:String}))`;
/** What stands in the JSON of a row. */
const otherJson = (text) => otherSpans(otherSession(`replaceAll(${text}, trace_id, ${otherTrace})`));
/** References to long values, see `content-references.ts`, and their marks in the text that is searched. */
const otherReferences = (text) => `replaceRegexpAll(${text}, '\\\\x7f([tj])[0-9a-f]{4}', concat(char(127), '\\\\1', {copy:String}))`;
const otherMarks = (text) => `replaceRegexpAll(${text}, '\\\\bc[0-9a-f]{4}([0-9a-f]{12})\\\\b', concat('c', {copy:String}, '\\\\1'))`;
/** The start, which the JSON repeats in nanoseconds. */
const startNs = (column) => `toString(toUnixTimestamp64Nano(${column}))`;
const otherStart = (text) => `replaceAll(${text}, ${startNs('start_time')}, ${startNs(earlier('start_time'))})`;
const earlier = (column) => `${column} - toIntervalHour({hours:UInt32})`;

const COPIES = {
  contents: { sha256: otherId('sha256'), text: "replaceRegexpAll(text, '\\\\b([a-z]{8,})\\\\b', concat('\\\\1', {suffix:String}))" },
  spans: {
    trace_id: otherTrace, span_id: otherId('span_id'), parent_span_id: `if(parent_span_id = '', '', ${otherId('parent_span_id')})`,
    start_time: earlier('start_time'), end_time: earlier('end_time'), session_id: otherSession('session_id'),
    facts: otherStart(otherJson('facts')), raw: otherStart(otherReferences(otherJson('raw'))), search_text: otherMarks(otherSession('search_text')),
    attributes: `mapApply((k, v) -> (k, ${otherSession('v')}), attributes)`,
  },
  span_resolutions: {
    trace_id: otherTrace, span_id: otherId('span_id'), start_time: earlier('start_time'), session_id: otherSession('session_id'), changes: otherJson('changes'),
  },
  traces: {
    trace_id: otherId('trace_id'), session_id: otherSession('session_id'), start_time: earlier('start_time'), last_time: earlier('last_time'),
    summary: otherSession(`replaceAll(summary, trace_id, ${otherId('trace_id')})`),
  },
};

/**
 * Multiplies the rows of a data folder inside the engine, which is many times faster than making as many spans. Each copy has
 * ids, sessions, times and long words of its own, so that it is stored, indexed and found as if it had come in by itself; the
 * copies of the large trace are one trace.
 */
export async function multiplyRows(dataFolder, { copies, largeTraceId, say }) {
  const database = await createEmbeddedDatabase(join(dataFolder, 'database'));
  try {
    for (const table of Object.keys(COPIES)) {
      await database.command(`CREATE TABLE sample_${table} AS ${table}`);
      await database.command(`INSERT INTO sample_${table} SELECT * FROM ${table} FINAL`);
    }
    for (let copy = 1; copy <= copies; copy++) {
      const parameters = {
        copy: copy.toString(16).padStart(4, '0'), large: largeTraceId, hours: copy,
        suffix: String.fromCharCode(97 + (copy % 26), 97 + (Math.floor(copy / 26) % 26)),
      };
      for (const [table, changes] of Object.entries(COPIES)) {
        const replaced = Object.entries(changes).map(([column, expression]) => `${expression} AS ${column}`);
        const where = table === 'traces' ? 'WHERE trace_id != {large:String}' : '';
        // Without aliases that hide the columns: every expression reads the row as it was.
        await database.query(`INSERT INTO ${table} SELECT * REPLACE (${replaced.join(', ')}) FROM sample_${table} ${where} SETTINGS prefer_column_name_to_alias = 1`, parameters);
      }
      if (copy % 5 === 0) say(`${copy} of ${copies} copies made`);
    }
    for (const table of Object.keys(COPIES)) await database.command(`DROP TABLE sample_${table}`);
  } finally {
    await database.close();
  }
}
