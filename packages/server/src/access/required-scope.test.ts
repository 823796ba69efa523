import { expect, test } from 'vitest';
import { requirementOf } from './required-scope.js';

test.each([
  ['POST', '/v1/traces', 'write', false],
  ['POST', '/v2/create_events', 'write', false],
  ['GET', '/public/v1/project', 'read', false],
  ['GET', '/api/sessions', 'read', false],
  ['HEAD', '/api/sessions', 'read', false],
  ['PUT', '/api/artifacts/abc', 'write', false],
  ['GET', '/api/keys', 'admin', false],
  ['DELETE', '/api/keys/key_1', 'admin', false],
  ['POST', '/api/sql', 'admin', false],
  ['POST', '/api/normalise', 'admin', false],
  ['GET', '/api/agent/sessions', 'read', true],
  ['POST', '/api/agent/sessions', 'admin', true],
  ['GET', '/api/health', undefined, false],
  ['GET', '/', undefined, false],
] as const)('%s %s needs %s', (method, path, scope, ofServer) => {
  expect(requirementOf(method, path)).toEqual({ scope, ofServer });
});
