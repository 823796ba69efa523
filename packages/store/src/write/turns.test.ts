import { expect, test } from 'vitest';
import { Turns } from './turns.js';

/** A decoder of so many records, one millisecond each on the clock it is given. */
function* decoder(name: string, records: number, clock: { ms: number }, done: string[]): Generator<void, string, void> {
  for (let record = 0; record < records; record++) {
    clock.ms++;
    yield;
  }
  done.push(name);
  return name;
}

test('a large body does not keep a small one waiting to its end', async () => {
  const clock = { ms: 0 };
  const done: string[] = [];
  const turns = new Turns(() => clock.ms);
  const results = await Promise.all([turns.run(decoder('large', 1_000, clock, done)), turns.run(decoder('small', 3, clock, done))]);
  expect(results).toEqual(['large', 'small']);
  expect(done).toEqual(['small', 'large']);
});

test('timers run while a large body is decoded', async () => {
  const clock = { ms: 0 };
  const done: string[] = [];
  const turns = new Turns(() => clock.ms);
  setImmediate(() => done.push('something else'));
  await turns.run(decoder('large', 1_000, clock, done));
  expect(done).toEqual(['something else', 'large']);
});

test('a decoder that throws fails alone', async () => {
  const clock = { ms: 0 };
  const turns = new Turns(() => clock.ms);
  // oxlint-disable-next-line require-yield -- it fails before it gets to its first record
  const failing = turns.run((function* (): Generator<void, string, void> { throw new Error('torn'); })());
  const whole = turns.run(decoder('whole', 20, clock, []));
  await expect(failing).rejects.toThrow('torn');
  await expect(whole).resolves.toBe('whole');
});

test('small jobs run one after the other, and what goes on with one of them comes before the next', async () => {
  const clock = { ms: 0 };
  const begun: string[] = [];
  const turns = new Turns(() => clock.ms);
  const job = (name: string) => (function* () {
    begun.push(name);
    for (let record = 0; record < 6; record++) {
      clock.ms++;
      yield;
    }
    return name;
  })();
  const whole = async (name: string) => turns.run(job(`encode ${await turns.run(job(name))}`), { next: true });
  await Promise.all([whole('a'), whole('b')]);
  expect(begun).toEqual(['a', 'encode a', 'b', 'encode b']);
});
