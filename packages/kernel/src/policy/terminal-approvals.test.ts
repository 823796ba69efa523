import type { Sha256 } from '@heddle/model';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { createTerminalApprovals } from './terminal-approvals.js';

const QUESTION = {
  sessionId: 'ses_1', cellId: 'cel_1', callId: 'cal_1', plugin: 'mail.send', description: '', reason: 'It sends mail.', line: 3,
  arguments: { json: '{"to":"a@b.c\u001b[2K\u202e"}', summary: '', sizeBytes: 1, sha256: '' as Sha256, truncated: false },
};

function terminal() {
  const input = new PassThrough();
  const output = new PassThrough();
  return { input, output, approvals: createTerminalApprovals({ input, output, by: 'ada' }) };
}

test.each([['y\n', 'approved'], ['YES\n', 'approved'], ['n\n', 'denied'], ['\n', 'denied'], ['yes please\n', 'denied']])('%j is %s', async (reply, decision) => {
  const { input, approvals } = terminal();
  input.write(reply);
  expect(await approvals.ask(QUESTION, new AbortController().signal)).toEqual({ decision, by: 'ada' });
});

test('text from generated code cannot move the cursor or turn the line around', async () => {
  const { input, output, approvals } = terminal();
  input.write('n\n');
  await approvals.ask(QUESTION, new AbortController().signal);
  const shown = String(output.read());
  expect(shown).toContain('The code wants to call mail.send (line 3): It sends mail.');
  expect(shown).toContain('{"to":"a@b.c\uFFFD[2K\uFFFD"}');
});

test('a question that is moot is denied', async () => {
  const { approvals } = terminal();
  const controller = new AbortController();
  const answer = approvals.ask(QUESTION, controller.signal);
  controller.abort();
  expect(await answer).toEqual({ decision: 'denied', by: 'heddle', note: 'The cell ended.' });
});
