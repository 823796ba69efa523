import { expect, test } from 'vitest';
import * as store from './index.js';

test('the package gives these names and no others', () => {
  expect(Object.keys(store).sort()).toEqual(['BufferPool', 'COST_FIELDS', 'FACET_FIELDS', 'KEY_SCOPES', 'STORE_ERROR_CODES', 'StoreError', 'Turns', 'createStore', 'openDataFolder', 'readOwner']);
});
