import { expect, test } from 'vitest';
import { parsePort } from './parse-port.js';

test.each(['x', '-1', '65536', '1.5', ''])('%j is no port', (text) => {
  expect(() => parsePort(text)).toThrow('A port is a number from 0 to 65535.');
});
