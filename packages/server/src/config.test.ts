import { expect, test } from 'vitest';
import { decideKeyRequired, parseConfig } from './config.js';

test('the defaults listen on loopback at the port of OTLP', () => {
  expect(parseConfig({ version: '0.1.0' })).toMatchObject({ host: '127.0.0.1', port: 4318, maxBodyBytes: 67_108_864 });
});

test('all bad values are reported at once, by name and value, and keys are not shown', () => {
  expect(() => parseConfig({ version: '0.1.0', port: 70_000, heartbeatMs: 0, accessKey: 'short' })).toThrow(
    expect.objectContaining({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(/^The server cannot start: port is 70000: .*; accessKey is \(not shown\): .*; heartbeatMs is 0: .*\.$/),
    }),
  );
});

test('an address that other machines reach needs a key, an access key or a stored one', () => {
  const open = parseConfig({ version: '0.1.0', host: '0.0.0.0' });
  expect(() => decideKeyRequired(open, false)).toThrow(
    expect.objectContaining({
      code: 'KEY_REQUIRED',
      message: '0.0.0.0 can be reached from other machines, so it needs an access key: set one, or listen on 127.0.0.1.',
    }),
  );
  expect(decideKeyRequired(open, true)).toBe(true);
  expect(decideKeyRequired(parseConfig({ version: '0.1.0', host: '0.0.0.0', accessKey: '0123456789abcdef' }), false)).toBe(true);
});

test('on loopback a key is needed once that is asked for', () => {
  expect(decideKeyRequired(parseConfig({ version: '0.1.0' }), true)).toBe(false);
  expect(decideKeyRequired(parseConfig({ version: '0.1.0', requireKey: true }), true)).toBe(true);
  expect(() => decideKeyRequired(parseConfig({ version: '0.1.0', requireKey: true }), false)).toThrow(expect.objectContaining({ code: 'KEY_REQUIRED' }));
});
