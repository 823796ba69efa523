import { type JsonObject, type RawLog, type TraceId, type UnixNano, msToUnixNano } from '@heddle/model';

export interface LogTextOptions {
  readonly traceId: TraceId;
  /** Time of text before the first line that has one. */
  readonly receivedAt: UnixNano;
}

/** A line that begins an entry: `2026-11-23 17:56:06,936 - INFO - text`. What does not look so continues the entry before. */
const ENTRY = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d),(\d{3}) - ([A-Z]{1,20}) - (.*)$/s;

/** Entries that become records of their own; the rest of a longer text stays whole in one more. */
const MAX_RECORDS = 10_000;

const SEVERITIES: ReadonlyMap<string, number> = new Map([
  ['DEBUG', 5], ['INFO', 9], ['WARNING', 13], ['ERROR', 17], ['CRITICAL', 21],
]);

/**
 * The log of a run as the AgentOps SDK uploads it, one record for each entry, in order. They name the trace but no span.
 *
 * The text has local times without a zone. They are read in the zone of this machine, which is right for a client on it.
 */
export function parseLogText(text: string, { traceId, receivedAt }: LogTextOptions): RawLog[] {
  const records: RawLog[] = [];
  let entry: Entry | undefined;
  let previousMs = -1n;
  let withinMs = 0n;
  const finish = () => {
    if (entry === undefined || (entry.lines.length === 1 && entry.lines[0] === '')) return;
    const millisecond = entry.time / 1_000_000n;
    // Entries of one millisecond follow each other by a nanosecond: it keeps their order, and two equal ones apart.
    withinMs = millisecond === previousMs ? withinMs + 1n : 0n;
    previousMs = millisecond;
    records.push(record(traceId, entry, (entry.time + withinMs) as UnixNano));
  };
  for (const line of text.replace(/\r?\n$/, '').split(/\r?\n/)) {
    const begun = records.length < MAX_RECORDS ? parseEntry(line) : undefined;
    if (begun === undefined && entry !== undefined) {
      entry.lines.push(line);
      continue;
    }
    finish();
    entry = begun ?? { time: receivedAt, level: 'INFO', lines: [line] };
  }
  finish();
  return records;
}

interface Entry {
  readonly time: UnixNano;
  readonly level: string;
  readonly lines: string[];
}

function parseEntry(line: string): Entry | undefined {
  const match = ENTRY.exec(line);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second, millisecond] = match.slice(1, 8).map(Number) as Fields;
  const ms = new Date(year, month - 1, day, hour, minute, second, millisecond).getTime();
  return ms >= 0 ? { time: msToUnixNano(ms), level: match[8]!, lines: [match[9]!] } : undefined;
}

type Fields = [number, number, number, number, number, number, number];

function record(traceId: TraceId, { level, lines }: Entry, time: UnixNano): RawLog {
  return {
    traceId,
    time,
    severityNumber: SEVERITIES.get(level) ?? 0,
    severityText: level,
    eventName: '',
    body: lines.join('\n'),
    attributes: NONE,
    resource: { 'service.name': 'agentops' },
    scope: { name: 'agentops', version: '', attributes: NONE },
  };
}

const NONE: JsonObject = {};
