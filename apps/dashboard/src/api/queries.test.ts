import { expect, test } from 'vitest';
import { rainSession } from '../test-data/rain-session.js';
import { ApiFailure } from './client.js';
import { contiguousUpTo, inShort, mergeEvents, worthRetrying } from './queries.js';

const { events } = rainSession({ startMs: 1_800_000_000_000 });

test('newer events are put after the known ones', () => {
  expect(mergeEvents(events.slice(0, 4), events.slice(4, 6))).toEqual(events.slice(0, 6));
});

test('events that overlap or came late are put in their place, once', () => {
  expect(mergeEvents([...events.slice(0, 3), ...events.slice(5, 7)], events.slice(2, 6))).toEqual(events.slice(0, 7));
});

test('after a gap, reading goes on from before it', () => {
  expect(contiguousUpTo([...events.slice(0, 3), ...events.slice(5, 7)])).toBe(3);
  expect(contiguousUpTo([])).toBe(0);
});

test('a request to a model that comes live keeps its newest messages only', () => {
  const request = events.find((event) => event.type === 'model-call-request')!;
  const messages = Array.from({ length: 9 }, (_, index) => ({ role: 'user', parts: [{ type: 'text' as const, content: String(index) }] }));
  expect(inShort({ ...request, messages })).toMatchObject({ ...request, messages: messages.slice(5) });
  const other = events.find((event) => event.type !== 'model-call-request')!;
  expect(inShort(other)).toBe(other);
});

test('an answer that says no is not asked for again, a server that is away is', () => {
  expect(worthRetrying(0, new ApiFailure(404, 'no such session'))).toBe(false);
  expect(worthRetrying(0, new ApiFailure(503, 'starting'))).toBe(true);
  expect(worthRetrying(3, new ApiFailure(0, 'away'))).toBe(false);
});
