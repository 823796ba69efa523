import type { SessionSummary } from '@heddle/model';
import { expect, test } from 'vitest';
import { filterSessions, mergeSessions } from './filter-sessions.js';

const TOTALS = {
  spans: 1, llmCalls: 0, toolCalls: 0, codeRuns: 0, embeddingCalls: 0, errors: 0, inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0,
  reasoningTokens: 0, costUsd: null, unpricedLlmCalls: 0,
};

function session(sessionId: string, minute: number, rest: Partial<SessionSummary> = {}): SessionSummary {
  const time = `2026-03-01T12:${String(minute).padStart(2, '0')}:00.000Z`;
  return { sessionId, title: '', app: null, userId: null, tags: [], status: 'ok', startTime: time, lastTime: time, rounds: 1, totals: TOTALS, settling: false, ...rest };
}

test('every word is found somewhere', () => {
  const sessions = [session('a', 1, { title: 'Refund an order', userId: 'ada' }), session('b', 2, { title: 'Refund', tags: ['beta'] })];
  expect(filterSessions(sessions, 'refund ADA').map(({ sessionId }) => sessionId)).toEqual(['a']);
  expect(filterSessions(sessions, ' ')).toBe(sessions);
});

test('what was read and what was found are one list, each session once as it was read', () => {
  const known = [session('c', 3), session('a', 1, { title: 'read' })];
  expect(mergeSessions(known, [])).toBe(known);
  expect(mergeSessions(known, [session('b', 2), session('a', 1)]).map(({ sessionId, title }) => sessionId + title)).toEqual(['c', 'b', 'aread']);
});
