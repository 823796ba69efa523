import type { JsonValue, Preview, Sha256 } from '@heddle/model';
import { hash } from 'node:crypto';

/** What an abridged array or object says in place of what was left out. */
const MORE_KEY = '…';

/** Most UTF-16 units of `Preview.json`, unless told otherwise. */
export const PREVIEW_LIMIT = 4_096;

/**
 * Records a value: bounded, typed, and honest about what was left out.
 *
 * @param value - plain JSON; already redacted
 * @param options.limit - most characters of the preview's JSON; default 4,096
 * @param options.json - the value as JSON, where the caller has it anyway
 */
export function toPreview(value: JsonValue | undefined, options: { readonly limit?: number; readonly json?: string } = {}): Preview {
  const limit = options.limit ?? PREVIEW_LIMIT;
  const json = value === undefined ? 'null' : (options.json ?? JSON.stringify(value));
  const short = json.length <= limit ? json : abridge(value as JsonValue, limit);
  return {
    json: short,
    summary: summarise(value),
    sizeBytes: Buffer.byteLength(json),
    sha256: hash('sha256', json) as Sha256,
    truncated: short !== json,
  };
}

/** Valid JSON of at most `limit` characters that shows the beginning of everything. */
function abridge(value: JsonValue, limit: number): string {
  for (let items = 32, text = 400, depth = 6; ; items = Math.ceil(items / 2), text = Math.ceil(text / 2), depth--) {
    const json = JSON.stringify(shorten(value, items, text, depth));
    if (json.length <= limit) return json;
    if (depth <= 0) return JSON.stringify(summarise(value));
  }
}

function shorten(value: JsonValue, items: number, text: number, depth: number): JsonValue {
  if (typeof value === 'string') return value.length <= text ? value : `${cutText(value, text)}…`;
  if (typeof value !== 'object' || value === null) return value;
  if (depth <= 0) return summarise(value);
  if (Array.isArray(value)) {
    const list = value as readonly JsonValue[];
    const first = list.slice(0, items).map((item) => shorten(item, items, text, depth - 1));
    return list.length <= items ? first : [...first, `… ${list.length - items} more`];
  }
  const entries = Object.entries(value);
  const first = entries.slice(0, items).map(([key, field]): [string, JsonValue] => [key, shorten(field, items, text, depth - 1)]);
  if (entries.length > items) first.push([MORE_KEY, `${entries.length - items} more`]);
  return Object.fromEntries(first);
}

/** Never cuts a surrogate pair in two. */
function cutText(text: string, length: number): string {
  const code = text.charCodeAt(length - 1);
  return text.slice(0, code >= 0xd800 && code <= 0xdbff ? length - 1 : length);
}

/** The shape of a value in few words. */
export function summarise(value: JsonValue | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return value.length <= 60 ? value : `text, ${count(value.length, 'character')}`;
  if (Array.isArray(value)) {
    const list = value as readonly JsonValue[];
    const rows = list.length > 0 && list.every((item) => typeof item === 'object' && item !== null && !Array.isArray(item));
    return count(list.length, rows ? 'row' : 'item');
  }
  const entries = Object.entries(value).filter(([, field]) => typeof field !== 'object' || field === null);
  const facts = entries.slice(0, 3).map(([key, field]) => `${key} ${typeof field === 'string' && field.length > 24 ? '…' : String(field)}`);
  if (facts.length > 0) return facts.join(', ');
  return count(Object.keys(value).length, 'field');
}

function count(many: number, noun: string): string {
  return `${many.toLocaleString('en-US')} ${noun}${many === 1 ? '' : 's'}`;
}
