import { expect, test } from 'vitest';
import { parseTraceSearch } from './trace-url.js';

test.each([
  [{ q: 'kind:tool', from: '100', to: '250.5', span: '0123456789012345' }, { q: 'kind:tool', from: 100, to: 250.5, span: '0123456789012345' }],
  [{ from: '300', to: '200' }, {}],
  [{ from: '-5', to: '10' }, {}],
  [{ from: 'x', to: '', q: '', span: '' }, {}],
  [{ unknown: '1' }, {}],
])('%j is read as %j', (search, parsed) => {
  expect(parseTraceSearch(search)).toEqual(parsed);
});
