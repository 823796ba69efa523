import { hash } from 'node:crypto';
import { createTextMemo, knownText, splitList } from '@heddle/conventions';
import { isJsonObject } from '@heddle/model';
import type { JsonObject, JsonValue } from '@heddle/model';

/**
 * Long values are stored once under their hash; where they stood, a reference stands. A reference is a string that
 * begins with DEL, which needs no escape in JSON; a value that begins so itself is marked as literal:
 *
 *     DEL t sha256      the content is the string itself
 *     DEL j sha256      the content is JSON text of the value
 *     DEL l text        the string `text`
 *     [DEL s, a, b]     the string `[a,b]`, where a and b are such strings themselves
 */
const MARK = '\u007f';
const TEXT = `${MARK}t`;
const JSON_TEXT = `${MARK}j`;
const LITERAL = `${MARK}l`;
/** The first item of a stored list that stands for the text of one. */
export const SPLIT_LIST = `${MARK}s`;

/** Bytes of UTF-8 above which a value is stored by its hash. */
const LIMIT_BYTES = 512;
/** The same for an item of a list: message histories are long lists of short items that come again in each call. */
const ITEM_LIMIT_BYTES = 128;

/** Contents by their hash, collected while values are encoded. */
export type Contents = Map<string, string>;

/** Where contents are looked up by their hash. */
export type KnownContents = Pick<ReadonlyMap<string, string>, 'get'>;

/** Attributes with their long values replaced. Keys stay as they are. */
export function storeAttributes(attributes: JsonObject, contents: Contents): JsonObject {
  const stored: Record<string, JsonValue> = {};
  for (const key in attributes) {
    const value = storeValue(attributes[key]!, contents);
    // Assigned, this key would set the prototype; defined, it stays a key.
    if (key === '__proto__') Object.defineProperty(stored, key, { value, enumerable: true });
    else stored[key] = value;
  }
  return stored;
}

/** One value, replaced when it is long; of a list, each long item. */
export function storeValue(value: JsonValue, contents: Contents): JsonValue {
  if (typeof value === 'string') return storeText(value, contents);
  if (Array.isArray(value)) return storeList(value as readonly JsonValue[], contents);
  return isJsonObject(value) ? storeWhole(value, contents, LIMIT_BYTES) : value;
}

/** A string, replaced when it is long. */
export function storeText(text: string, contents: Contents): JsonValue {
  if (!isLonger(text, LIMIT_BYTES)) return text.startsWith(MARK) ? LITERAL + text : text;
  const items = splitList(text);
  if (items?.some((item) => isLonger(item, ITEM_LIMIT_BYTES))) return [SPLIT_LIST, ...items.map((item) => storeListItem(item, contents))];
  return storeLongText(text, contents);
}

function storeLongText(text: string, contents: Contents): string {
  // A lone surrogate has no UTF-8: JSON escapes keep it.
  return text.isWellFormed() ? TEXT + keep(text, contents) : JSON_TEXT + keep(JSON.stringify(text), contents);
}

/** A value as a whole, replaced when it is longer than `limitBytes`. */
function storeWhole(value: JsonValue, contents: Contents, limitBytes: number = ITEM_LIMIT_BYTES): JsonValue {
  const text = JSON.stringify(value);
  return isLonger(text, limitBytes) || text.includes(MARK) ? JSON_TEXT + keep(text, contents) : value;
}

/** What many spans share, such as their resource: encoded once per object. */
export function storeShared(value: JsonObject, contents: Contents): JsonValue {
  const known = SHARED.get(value);
  const contentsOfValue: Contents = known?.contents ?? new Map<string, string>();
  const stored = known ? known.stored : storeWhole(value, contentsOfValue);
  if (!known) SHARED.set(value, { stored, contents: contentsOfValue });
  for (const [sha256, text] of contentsOfValue) contents.set(sha256, text);
  return stored;
}

const SHARED = new WeakMap<JsonObject, { readonly stored: JsonValue; readonly contents: Contents }>();

/** Reverses {@link storeAttributes}. */
export function restoreAttributes(stored: JsonValue, contents: KnownContents): JsonObject {
  if (!isJsonObject(stored)) return {};
  return Object.fromEntries(Object.entries(stored).map(([key, value]) => [key, restoreValue(value, contents)]));
}

/** Reverses {@link storeValue}, {@link storeText} and {@link storeWhole}. */
export function restoreValue(stored: JsonValue, contents: KnownContents): JsonValue {
  if (typeof stored === 'string') return restoreReference(stored, contents);
  if (!Array.isArray(stored)) return stored;
  const items = stored as readonly JsonValue[];
  if (items[0] === SPLIT_LIST) return `[${items.slice(1).map((item) => restoreItem(item, contents)).join(',')}]`;
  return items.map((item) => restoreItem(item, contents));
}

/** Adds the hashes that a stored text refers to. Hostile text may add hashes of nothing; it cannot hide one. */
export function collectReferences(storedJson: string, into: Set<string>): void {
  for (const match of storedJson.matchAll(REFERENCE)) into.add(match[1]!);
}

/** How long a stored text is with the contents that it refers to, about. */
export function expandedLength(storedJson: string, contents: KnownContents): number {
  let { length } = storedJson;
  for (const match of storedJson.matchAll(REFERENCE)) length += contents.get(match[1]!)?.length ?? 0;
  return length;
}

const REFERENCE = new RegExp(`"${MARK}[tj]([0-9a-f]{64})"`, 'g');

/** The hash that a stored string stands for; `undefined` when it stands for itself. */
export function referenceOf(stored: string): string | undefined {
  return stored.startsWith(TEXT) || stored.startsWith(JSON_TEXT) ? stored.slice(TEXT.length) : undefined;
}

/** A long list of short items, such as an embedding, is replaced as a whole. */
function storeList(list: readonly JsonValue[], contents: Contents): JsonValue {
  const items = list.map((item) => storeItem(item, contents));
  return items.every((item, index) => item === list[index]) ? storeWhole(list, contents, LIMIT_BYTES) : items;
}

function storeItem(item: JsonValue, contents: Contents): JsonValue {
  if (typeof item === 'string') {
    return isLonger(item, LIMIT_BYTES) || item.startsWith(MARK) ? JSON_TEXT + keep(JSON.stringify(item), contents) : item;
  }
  return item !== null && typeof item === 'object' ? storeWhole(item, contents) : item;
}

/** An item of a list that is text itself: the text between two commas. */
function storeListItem(text: string, contents: Contents): string {
  if (!isLonger(text, ITEM_LIMIT_BYTES)) return text.startsWith(MARK) ? LITERAL + text : text;
  if (!text.isWellFormed()) return storeLongText(text, contents);
  const known = knownText(text);
  known.sha256 ??= sha256Of(text);
  contents.set(known.sha256, known.text);
  return TEXT + known.sha256;
}

function restoreItem(item: JsonValue, contents: KnownContents): JsonValue {
  return typeof item === 'string' ? restoreReference(item, contents) : item;
}

function restoreReference(text: string, contents: KnownContents): JsonValue {
  if (!text.startsWith(MARK)) return text;
  if (text.startsWith(LITERAL)) return text.slice(LITERAL.length);
  const content = contents.get(text.slice(TEXT.length));
  if (content === undefined) return '';
  return text.startsWith(TEXT) ? content : (JSON.parse(content) as JsonValue);
}

/** Hashing is the larger part of the work here, and most of what agents say they said before. */
const HASHES = createTextMemo(sha256Of, 4_000_000);
/** Shorter ones take less time to hash than to look up, if only every other one was said before. */
const REMEMBERED_LENGTH = 200;

function keep(text: string, contents: Contents): string {
  if (text.length < REMEMBERED_LENGTH) {
    const sha256 = sha256Of(text);
    contents.set(sha256, text);
    return sha256;
  }
  const known = HASHES.of(text);
  contents.set(known.value, known.text);
  return known.value;
}

function sha256Of(text: string): string {
  return hash('sha256', text);
}

function isLonger(text: string, limitBytes: number): boolean {
  if (text.length > limitBytes) return true;
  return text.length * 3 > limitBytes && Buffer.byteLength(text) > limitBytes;
}
