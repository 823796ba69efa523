import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { toPreview } from './preview.js';

test('a short value is kept whole', () => {
  expect(toPreview({ year: 2012, flags: [1, 2] })).toMatchObject({ json: '{"year":2012,"flags":[1,2]}', summary: 'year 2012', truncated: false, sizeBytes: 27 });
});

test('a long list keeps its first rows, and says how many there are', () => {
  const rows = Array.from({ length: 1_461 }, (_, day) => ({ day, rainMm: day % 7 }));
  const preview = toPreview(rows);
  expect(preview.summary).toBe('1,461 rows');
  expect(preview.truncated).toBe(true);
  const shown: unknown = JSON.parse(preview.json);
  expect(shown).toContainEqual({ day: 0, rainMm: 0 });
  expect((shown as unknown[]).at(-1)).toMatch(/^… [\d]+ more$/);
});

test('whatever the value, the preview is JSON, within its limit, and equal values have equal hashes', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.integer({ min: 100, max: 2_000 }), (value, limit) => {
      const preview = toPreview(value as never, { limit });
      expect(preview.json.length).toBeLessThanOrEqual(Math.max(limit, 100));
      JSON.parse(preview.json);
      expect(toPreview(JSON.parse(JSON.stringify(value))).sha256).toBe(preview.sha256);
    }),
  );
});
