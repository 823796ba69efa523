import type { JsonValue, Sha256 } from '@heddle/model';
import { expect, test } from 'vitest';
import { callOf } from '../test-data/cell-of.js';
import { callArgumentsText, tellingArguments } from './call-arguments-text.js';

const called = (value: JsonValue) => callOf({ arguments: { json: JSON.stringify(value), summary: 'object', sizeBytes: 1, sha256: '' as Sha256, truncated: false } });

test('arguments are named with short values', () => {
  expect(callArgumentsText(called([{ station: 'SEA', years: [2012, 2013], rows: [1, 2, 3, 4, 5, 6], deep: { a: 1 } }]))).toBe('station SEA, years 2012, 2013, rows 1, 2, … 6 items, deep { a }');
});

test('in a loop only what differs is shown', () => {
  const calls = [2012, 2013].map((year) => called({ year, station: 'SEA' }));
  expect(calls.map((call) => callArgumentsText(call, tellingArguments(calls)))).toEqual(['year 2012', 'year 2013']);
});

test('one call alone shows all it was given', () => {
  const calls = [called({ year: 2012 })];
  expect(callArgumentsText(calls[0]!, tellingArguments(calls))).toBe('year 2012');
});

test('arguments that cannot be read are told by their summary', () => {
  expect(callArgumentsText(callOf({ arguments: { json: '{broken', summary: 'text, 12 kB', sizeBytes: 1, sha256: '' as Sha256, truncated: true } }))).toBe('text, 12 kB');
  expect(callArgumentsText(callOf())).toBe('no arguments');
});

test('a key called __proto__ is a key like any other', () => {
  expect(callArgumentsText(callOf({ arguments: { json: '{"__proto__": 1, "a": 2}', summary: '', sizeBytes: 1, sha256: '' as Sha256, truncated: false } }))).toBe('__proto__ 1, a 2');
});
