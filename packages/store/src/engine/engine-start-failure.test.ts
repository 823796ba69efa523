import { expect, test } from 'vitest';
import { engineStartFailure } from './engine-start-failure.js';

test('a platform without a build of the engine is told what to use instead', () => {
  expect(engineStartFailure('/data', { kind: 'failed', missing: true, message: 'no native binding' }, '')).toMatchObject({
    code: 'ENGINE_MISSING', message: expect.stringContaining('use --store URL of a ClickHouse server.'),
  });
});

test('anything unforeseen is passed on with the folder', () => {
  expect(engineStartFailure('/data', { kind: 'failed', missing: false, message: 'No space left.' }, 'errno 28')).toMatchObject({
    code: 'ENGINE_FAILED', message: 'The database engine could not open /data: No space left. errno 28',
  });
});
