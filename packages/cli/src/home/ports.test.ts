import { expect, test } from 'vitest';
import { chooseGrpcPort } from './ports.js';

test('gRPC listens where the one usual server is expected, else only when asked to', () => {
  expect(chooseGrpcPort({ port: 4318 })).toBe(4317);
  expect(chooseGrpcPort({ port: 0 })).toBeNull();
  expect(chooseGrpcPort({ port: 8080 })).toBeNull();
  expect(chooseGrpcPort({ port: 8080, grpcPort: 0 })).toBe(0);
  expect(chooseGrpcPort({ port: 4318, grpcPort: 'off' })).toBeNull();
});
