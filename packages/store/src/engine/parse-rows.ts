import { setImmediate } from 'node:timers/promises';

/** Bytes of rows that are parsed at once: a millisecond or two. */
const PARSED_BYTES = 256 * 1024;
const LINE_END = 10;

/** Rows of lines of JSON. The event loop is free after each piece. */
export async function parseRows<Row>(answer: Buffer): Promise<Row[]> {
  if (answer.length <= PARSED_BYTES) return parseLines<Row>(answer.toString('utf8'));
  const rows: Row[] = [];
  for (let start = 0; start < answer.length;) {
    const lineEnd = answer.indexOf(LINE_END, start + PARSED_BYTES);
    const end = lineEnd === -1 ? answer.length : lineEnd;
    for (const row of parseLines<Row>(answer.toString('utf8', start, end))) rows.push(row);
    start = end + 1;
    await setImmediate();
  }
  return rows;
}

/** Parsed as one list: line by line takes longer. */
function parseLines<Row>(text: string): Row[] {
  return JSON.parse(`[${text.trimEnd().replaceAll('\n', ',')}]`) as Row[];
}
