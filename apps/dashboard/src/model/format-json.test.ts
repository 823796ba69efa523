import { expect, test } from 'vitest';
import { formatJson } from './format-json.js';

test('what is short stays on one line', () => {
  expect(formatJson('{"a":[1,2,3],"b":{"c":null}}', 76)).toBe('{ "a": [1, 2, 3], "b": { "c": null } }');
});

test('what is long is broken where its parts begin, and plain items fill their lines', () => {
  const value = { rain: Array.from({ length: 24 }, (_, month) => month * 100), months: [{ label: '2013-01', value: 105.7, score: 2 }, { label: '2013-04', value: 149.6, score: 3.62 }] };
  expect(formatJson(JSON.stringify(value), 76)).toBe(`{
  "rain": [
    0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000, 1100, 1200, 1300,
    1400, 1500, 1600, 1700, 1800, 1900, 2000, 2100, 2200, 2300
  ],
  "months": [
    { "label": "2013-01", "value": 105.7, "score": 2 },
    { "label": "2013-04", "value": 149.6, "score": 3.62 }
  ]
}`);
});

test.each([['not { json', 'not { json'], ['"a string"', 'a string'], ['null', 'null'], ['[]', '[]'], ['{}', '{}'], ['{"__proto__":1}', '{ "__proto__": 1 }']])('%s reads %s', (json, text) => {
  expect(formatJson(json, 76)).toBe(text);
});

test('code has its lines', () => {
  expect(formatJson(JSON.stringify({ language: 'python', code: 'import os\n\nif x == "a":\n\tprint(x)' }), 76)).toBe(`{
  "language": "python",
  "code": "import os
    
    if x == "a":
    \tprint(x)"
}`);
});

test('nothing is lost on the way', () => {
  const value = JSON.parse(`{"deep":${'['.repeat(60)}${']'.repeat(60)},"text":"${'x'.repeat(200)}","mixed":[1,"two",{"three":[true,null]}]}`) as unknown;
  expect(JSON.parse(formatJson(JSON.stringify(value), 40))).toEqual(value);
});
