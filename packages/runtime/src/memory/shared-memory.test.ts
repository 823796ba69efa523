import { expect, test } from 'vitest';
import { memoryAfterRound, memoryAfterSession, visibleMemory, type MemoryEntry } from './shared-memory.js';

/** An entry out of text: `'scope session/round key=value'`. */
function entry(text: string): MemoryEntry {
  const [, scope, sessionId, roundId, key, value] = /^(\w+) (\w+)\/(\w+) (\w+)=(\w+)$/.exec(text)!;
  return { key: key!, value: value!, scope: scope as MemoryEntry['scope'], by: 'Planner', sessionId: sessionId!, roundId: roundId! };
}

function shown(entries: readonly MemoryEntry[]): readonly string[] {
  return entries.map(({ scope, sessionId, roundId, key, value }) => `${scope} ${sessionId}/${roundId} ${key}=${String(value)}`);
}

const entries = [
  'app s1/r1 unit=celsius',
  'session s1/r1 city=Seattle',
  'round s1/r1 plan=old',
  'round s1/r2 plan=new',
  'session s1/r2 city=Boston',
  'session s2/r1 city=Paris',
].map(entry);

const seen = (sessionId: string, roundId: string) => visibleMemory(entries, { sessionId, roundId }).map(({ key, value }) => `${key}=${String(value)}`);

test('each scope is seen where it lasts, and the newest of a key counts', () => {
  expect(seen('s1', 'r2')).toEqual(['unit=celsius', 'city=Boston', 'plan=new']);
  expect(seen('s1', 'r3')).toEqual(['unit=celsius', 'city=Boston']);
  expect(seen('s2', 'r1')).toEqual(['unit=celsius', 'city=Paris']);
});

test('the narrower scope wins over the newer entry', () => {
  const both = [entry('round s1/r1 unit=kelvin'), entry('app s1/r1 unit=celsius')];
  expect(visibleMemory(both, { sessionId: 's1', roundId: 'r1' })[0]?.value).toBe('kelvin');
});

test('a finished round leaves what was written for longer', () => {
  expect(shown(memoryAfterRound(entries, { sessionId: 's1', roundId: 'r2', state: 'finished' }))).toEqual([
    'app s1/r1 unit=celsius', 'round s1/r1 plan=old', 'session s1/r2 city=Boston', 'session s2/r1 city=Paris',
  ]);
});

test.each(['failed', 'cancelled'] as const)('a %s round takes all it wrote with it, and what was there before counts again', (state) => {
  const left = memoryAfterRound(entries, { sessionId: 's1', roundId: 'r2', state });
  expect(visibleMemory(left, { sessionId: 's1', roundId: 'r3' }).map(({ value }) => value)).toEqual(['celsius', 'Seattle']);
});

test('a paused round keeps everything until it goes on', () => {
  expect(memoryAfterRound(entries, { sessionId: 's1', roundId: 'r2', state: 'paused' })).toBe(entries);
});

test('a session that ended leaves what it wrote for the app', () => {
  expect(shown(memoryAfterSession(entries, 's1'))).toEqual(['app s1/r1 unit=celsius', 'session s2/r1 city=Paris']);
});
