import { type TraceId, type UnixNano, msToUnixNano } from '@heddle/model';
import { expect, test } from 'vitest';
import { parseLogText } from './parse-log-text.js';

const options = { traceId: 'a'.repeat(32) as TraceId, receivedAt: 1_790_000_000_000_000_000n as UnixNano };
const entries = (text: string) => parseLogText(text, options).map((log) => [log.time, log.severityText, log.severityNumber, log.body]);
const local = (second: number, ms: number) => msToUnixNano(new Date(2026, 10, 23, 17, 56, second, ms).getTime());

test('each entry is a record, further lines belong to the one before', () => {
  expect(entries('2026-11-23 17:56:06,936 - INFO - first\n  second line\n2026-11-23 17:56:07,001 - ERROR - broken\n')).toEqual([
    [local(6, 936), 'INFO', 9, 'first\n  second line'],
    [local(7, 1), 'ERROR', 17, 'broken'],
  ]);
});

test('equal entries of one millisecond stay apart and in order', () => {
  const line = '2026-11-23 17:56:06,936 - INFO - again\n';
  expect(entries(line.repeat(3)).map(([time]) => time)).toEqual([local(6, 936), local(6, 936) + 1n, local(6, 936) + 2n]);
});

test('text without times is one record of when it came', () => {
  expect(entries('just\ntext')).toEqual([[options.receivedAt, 'INFO', 9, 'just\ntext']]);
  expect(entries('')).toEqual([]);
});

test('a text of very many entries keeps every line and stays bounded', () => {
  const records = parseLogText('2026-11-23 17:56:06,936 - INFO - x\n'.repeat(10_005), options);
  expect(records).toHaveLength(10_001);
  expect(String(records.at(-1)!.body).split('\n')).toHaveLength(5);
});
