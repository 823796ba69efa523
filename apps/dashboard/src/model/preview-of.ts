import type { JsonValue, Preview, Sha256 } from '@heddle/model';

/** A value of a span in the shape events carry, so that both are shown by the same parts. `undefined` for an absent value. */
export function previewOf(value: JsonValue | undefined, summary?: string): Preview | undefined {
  if (value === undefined || value === null) return undefined;
  const json = typeof value === 'string' && looksLikeJson(value) ? value : JSON.stringify(value, null, 2);
  return { json, summary: summary ?? summarise(value), sizeBytes: json.length, sha256: '' as Sha256, truncated: false };
}

/** The shape of a value in few words, for a line of code: `1,461 items`, `"SEA"`, `{ month, sum }`. */
export function summarise(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return 'null';
  if (typeof value === 'string') return value.length <= 40 ? value : `text, ${value.length.toLocaleString('en-US')} characters`;
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return value.length === 1 ? '1 item' : `${value.length.toLocaleString('en-US')} items`;
  const keys = Object.keys(value);
  return `{ ${keys.slice(0, 3).join(', ')}${keys.length > 3 ? ', …' : ''} }`;
}

function looksLikeJson(text: string): boolean {
  return /^\s*[[{]/.test(text);
}
