import type { ApprovalAnswer, ApprovalQuestion } from '@heddle/kernel';
import { expect, test } from 'vitest';
import { ChatApprovals } from './chat-approvals.js';

const never = new AbortController().signal;

function question(plugin: string): ApprovalQuestion {
  return {
    sessionId: 's', cellId: 'c', callId: `call-${plugin}`, plugin, description: '', reason: 'It costs money.',
    arguments: { json: '{}', summary: '{}', sizeBytes: 2, sha256: '' as never, truncated: false },
  };
}

function asking(): { readonly approvals: ChatApprovals; readonly shown: string[] } {
  const approvals = new ChatApprovals();
  const shown: string[] = [];
  approvals.onQuestion(({ plugin }) => shown.push(plugin));
  return { approvals, shown };
}

test.each<[string, ApprovalAnswer]>([
  ['y', { decision: 'approved', by: 'ada' }],
  [' YES ', { decision: 'approved', by: 'ada' }],
  ['n', { decision: 'denied', by: 'ada' }],
  ['', { decision: 'denied', by: 'ada' }],
  ['yes, but only 2016', { decision: 'denied', by: 'ada', note: 'yes, but only 2016' }],
])('%j is an answer', async (text, answer) => {
  const { approvals } = asking();
  const answered = approvals.ask(question('pay'), never);
  approvals.decide(text, 'ada');
  expect(await answered).toEqual(answer);
});

test('questions are shown one at a time, each when the one before is answered', async () => {
  const { approvals, shown } = asking();
  const first = approvals.ask(question('first'), never);
  const second = approvals.ask(question('second'), never);
  expect(shown).toEqual(['first']);
  approvals.decide('y', 'ada');
  expect(shown).toEqual(['first', 'second']);
  approvals.decide('no', 'ada');
  expect([(await first).decision, (await second).decision, approvals.isWaiting]).toEqual(['approved', 'denied', false]);
});

test('a cell that ended is asked for no more, and the next question is shown', async () => {
  const { approvals, shown } = asking();
  const ended = new AbortController();
  const first = approvals.ask(question('first'), ended.signal);
  void approvals.ask(question('second'), never);
  ended.abort();
  expect(await first).toEqual({ decision: 'denied', by: 'heddle', note: 'The cell ended.' });
  expect(shown).toEqual(['first', 'second']);
});

test('a cell that had ended before is denied without a question', async () => {
  const { approvals, shown } = asking();
  expect((await approvals.ask(question('late'), AbortSignal.abort())).decision).toBe('denied');
  expect(shown).toEqual([]);
});

test('when nobody is there any more all are denied', async () => {
  const { approvals } = asking();
  const both = [approvals.ask(question('first'), never), approvals.ask(question('second'), never)];
  approvals.denyAll('The chat was closed.');
  expect(await Promise.all(both)).toEqual([1, 2].map(() => ({ decision: 'denied', by: 'heddle', note: 'The chat was closed.' })));
});
