import { expect, test } from 'vitest';
import { chooseGrpcPort, parsePort } from './up.js';

test('gRPC listens where the one usual server is expected, else only when asked to', () => {
  expect(chooseGrpcPort({ port: 4318 })).toBe(4317);
  expect(chooseGrpcPort({ port: 0 })).toBeNull();
  expect(chooseGrpcPort({ port: 8080 })).toBeNull();
  expect(chooseGrpcPort({ port: 8080, grpcPort: 0 })).toBe(0);
  expect(chooseGrpcPort({ port: 4318, grpcPort: 'off' })).toBeNull();
});

test.each(['x', '-1', '65536', '1.5', ''])('%j is no port', (text) => {
  expect(() => parsePort(text)).toThrow('A port is a number from 0 to 65535.');
});
