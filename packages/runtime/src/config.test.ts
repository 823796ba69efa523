import { expect, test } from 'vitest';
import { parseRuntimeConfig } from './config.js';

test('everything has a default', () => {
  expect(parseRuntimeConfig({})).toMatchObject({ app: 'heddle', dataDir: '.heddle', kernel: { language: 'typescript', place: 'auto' }, limits: { maxHops: 16 } });
});

test('all problems are named at once, unknown keys among them', () => {
  expect(() => parseRuntimeConfig({ kernel: { languge: 'python', place: 'moon' }, limits: { maxHops: 0 } })).toThrow(/kernel.*languge.*|kernel\.place.*limits\.maxHops/s);
});
