import { inspect } from 'node:util';
import type { JsonObject, JsonValue } from '@heddle/model';
import type { Part } from './channel.mjs';
import { toPlainJson } from './plain-json.mjs';

/** A value in several forms; binary ones travel beside the frame. */
export interface ValueBundle {
  readonly bundle: JsonObject;
  readonly parts: readonly Part[];
}

/** Objects say how they are shown with a method of this name, as in Deno's notebooks. */
export const DISPLAY = Symbol.for('Jupyter.display');

const TABLE = 'application/vnd.heddle.table+json';
const MAX_JSON_LENGTH = 100_000;
const MAX_TEXT_LENGTH = 20_000;
const TABLE_ROWS = 50;
const INSPECT = { depth: 4, breakLength: 100, maxArrayLength: 50, maxStringLength: 5_000 };

/** How a value is shown: always `text/plain`, and what else fits it. Never throws. */
export async function toValueBundle(value: unknown): Promise<ValueBundle> {
  const own = await ownBundle(value);
  if (own) return own;
  const bundle: Record<string, JsonValue> = { 'text/plain': valueText(value) };
  try {
    const plain = toPlainJson(value);
    if (plain !== undefined && typeof plain === 'object' && plain !== null) {
      const table = toTable(plain);
      if (table) bundle[TABLE] = table;
      if (JSON.stringify(plain).length <= MAX_JSON_LENGTH) bundle['application/json'] = plain;
    } else if (plain !== undefined) bundle['application/json'] = plain;
  } catch {
    // What JSON cannot say has its text.
  }
  return { bundle, parts: [] };
}

/** A given MIME bundle: bytes become parts, the rest must be JSON. */
export function toMimeBundle(given: object): ValueBundle {
  const bundle: Record<string, JsonValue> = {};
  const parts: Part[] = [];
  for (const [type, form] of Object.entries(given)) {
    if (form instanceof Uint8Array) parts.push({ type, bytes: form });
    else bundle[type] = toPlainJson(form, type) ?? null;
  }
  return { bundle, parts };
}

/** A list of records as a table: the first rows, their columns in the order they appear. */
function toTable(value: JsonValue): JsonObject | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const list = value as readonly JsonValue[];
  const records = list.slice(0, TABLE_ROWS);
  if (!records.every(isRecord)) return undefined;
  const columns = [...new Set(records.flatMap((record) => Object.keys(record)))].slice(0, 100);
  return { columns, rows: records.map((record) => columns.map((column) => record[column] ?? null)), rowCount: list.length };
}

export function valueText(value: unknown): string {
  try {
    const text = typeof value === 'string' ? value : inspect(value, INSPECT);
    return text.length > MAX_TEXT_LENGTH ? `${text.slice(0, MAX_TEXT_LENGTH)}…` : text;
  } catch {
    return 'a value that cannot be shown';
  }
}

async function ownBundle(value: unknown): Promise<ValueBundle | undefined> {
  try {
    if (typeof value !== 'object' || value === null || !(DISPLAY in value) || typeof value[DISPLAY] !== 'function') return undefined;
    const given: unknown = await value[DISPLAY]();
    if (typeof given !== 'object' || given === null) return undefined;
    const { bundle, parts } = toMimeBundle(given);
    return { bundle: { 'text/plain': valueText(value), ...bundle }, parts };
  } catch {
    return undefined;
  }
}

function isRecord(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
