import { expect, test } from 'vitest';
import { dayGroup, formatAge } from './format-moment.js';

const now = new Date(2026, 4, 20, 12, 0, 0).getTime();

test.each([[10, 'now'], [60, '1 min'], [360, '6 min'], [3_599, '1 h'], [10_800, '3 h'], [86_400, '1 d'], [500_000, '6 d']])('%d seconds ago reads %s', (seconds, text) => {
  expect(formatAge(now - seconds * 1_000, now)).toBe(text);
});

test('sessions are grouped by the calendar, not by hours', () => {
  expect([new Date(2026, 4, 20, 0, 1), new Date(2026, 4, 19, 23, 59), new Date(2026, 4, 15), new Date(2026, 3, 1)].map((date) => dayGroup(date.getTime(), now))).toEqual(['Today', 'Yesterday', 'This week', 'Earlier']);
});
