import { expect, test } from 'vitest';
import * as conventions from './index.js';

test('what others may import', () => {
  expect(Object.keys(conventions).toSorted()).toEqual(['PRICE_TABLE_VERSION', 'computeCost', 'createTextMemo', 'joinLogs', 'knownText', 'normaliseSpan', 'resolveTrace', 'splitList', 'traceResolution']);
});
