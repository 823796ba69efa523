import { expect, test } from 'vitest';
import { errorGroup, errorPattern } from './error-group.js';

test.each([
  ['Request 4711 failed after 2.5 s', 'Request # failed after # s'],
  ['no file "sales.csv"  in \'/data\'', 'no file "" in ""'],
  ['trace 4bf92f3577b34da6a3ce929d0e0e4736 is gone', 'trace # is gone'],
  ['run 123e4567-e89b-12d3-a456-426614174000', 'run #'],
  ['defaced facade', 'defaced facade'],
  ['<Foo object at 0x7fbacafe> failed', '<Foo object at #> failed'],
  ["Can't open the file: it doesn't exist", "Can't open the file: it doesn't exist"],
  ["no key 'a' in b'b'", 'no key "" in ""'],
])('%s', (message, pattern) => {
  expect(errorPattern(message)).toBe(pattern);
});

test('the type is part of the group', () => {
  expect(errorGroup('TimeoutError', 'after 5 s')).toBe(errorGroup('TimeoutError', 'after 7 s'));
  expect(errorGroup('TimeoutError', 'after 5 s')).not.toBe(errorGroup('RateLimitError', 'after 5 s'));
});
