import type { HeddleEvent } from '@heddle/model';
import { appendFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFileJournals } from './file-journal.js';
import type { Journal } from './journal.js';

let directory = '';
beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), 'heddle-journal-'))));
afterEach(async () => await rm(directory, { recursive: true, force: true }));

function event(sequence: number): HeddleEvent {
  return { type: 'kernel-warning', kernelId: 'krn_1', message: `number ${sequence}`, eventId: `evt_${sequence}`, sequence, timeUnixNano: '1', sessionId: 'ses_1' };
}

async function sequences(journal: Journal, afterSequence?: number): Promise<number[]> {
  const list: number[] = [];
  for await (const { sequence } of journal.read({ afterSequence })) list.push(sequence);
  return list;
}

test('what was appended is read back in order, from any point on', async () => {
  const journal = createFileJournals(directory).open('ses_1');
  for (const sequence of [1, 2, 3]) journal.append(event(sequence));
  expect(await sequences(journal)).toEqual([1, 2, 3]);
  expect(await sequences(journal, 2)).toEqual([3]);
  await journal.close();
});

test('half a line left by a crash ends the reading, and is gone before anything new is written', async () => {
  const first = createFileJournals(directory).open('ses_1');
  first.append(event(1));
  await first.close();
  await appendFile(join(directory, 'ses_1.jsonl'), '{"type":"kernel-warn');

  const second = createFileJournals(directory).open('ses_1');
  expect(await sequences(second)).toEqual([1]);
  second.append(event(2));
  expect(await sequences(second)).toEqual([1, 2]);
  expect((await readFile(join(directory, 'ses_1.jsonl'), 'utf8')).split('\n')).toHaveLength(3);
  await second.close();
});

test('a session that records nothing leaves no file, and what is written only its owner can read', async () => {
  const journals = createFileJournals(directory);
  journals.open('ses_quiet');
  expect(await journals.list()).toEqual([]);
  const journal = journals.open('ses_1');
  journal.append(event(1));
  expect(await journals.list()).toEqual(['ses_1']);
  expect((await stat(join(directory, 'ses_1.jsonl'))).mode & 0o777).toBe(0o600);
  await journal.close();
});

test('a session id cannot lead out of the folder', () => {
  expect(() => createFileJournals(directory).open('../evil')).toThrow('cannot be a session id');
});

test('a journal that cannot be written says so in one sentence', async () => {
  const journal = createFileJournals('/dev/null/nowhere').open('ses_1');
  expect(() => journal.append(event(1))).toThrow(/cannot be written.*choose another data folder/);
});
