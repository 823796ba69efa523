import { expect, test } from 'vitest';
import { parseConfig } from './config.js';

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

test('an address that other machines reach needs an access key', () => {
  expect(() => parseConfig({ version: '0.1.0', host: '0.0.0.0' })).toThrow(
    expect.objectContaining({
      code: 'KEY_REQUIRED',
      message: '0.0.0.0 can be reached from other machines, so it needs an access key: set one, or listen on 127.0.0.1.',
    }),
  );
  expect(parseConfig({ version: '0.1.0', host: '0.0.0.0', accessKey: '0123456789abcdef' }).host).toBe('0.0.0.0');
});
