import { isJsonObject, type JsonObject, type JsonValue } from '@heddle/model';
import type { RawFrame } from './frame-decoder.js';
import type { CallFrame, DoneFrame, KernelCellError, KernelFrame, KernelVariable } from './frames.js';
import { parseHostileJson } from './parse-hostile-json.js';

const MAX_VARIABLES = 500;
const MAX_NAME = 200;
const MAX_MESSAGE = 20_000;
const MIME_TYPE = /^[\w.+-]{1,60}\/[\w.+-]{1,60}$/;

/**
 * Reads a frame from a kernel. Generated code shares the kernel's process, so every byte may be forged: wrong types are
 * refused, long texts cut, and binary parts turned into the base64 fields of a bundle that they stand for.
 *
 * @returns `undefined` when it is not a frame
 */
export function parseKernelFrame(raw: RawFrame): KernelFrame | undefined {
  const frame = parseHostileJson(raw.json);
  if (!isJsonObject(frame)) return undefined;
  switch (frame['t']) {
    case 'call': return parseCall(frame);
    case 'done': return parseDone(frame, raw.rest);
    case 'out': return typeof frame['cell'] === 'string' && typeof frame['text'] === 'string'
      ? { t: 'out', cell: frame['cell'], stream: frame['stream'] === 'stderr' ? 'stderr' : 'stdout', text: frame['text'] }
      : undefined;
    case 'display': return typeof frame['cell'] === 'string' && isJsonObject(frame['bundle'])
      ? { t: 'display', cell: frame['cell'], bundle: withParts(frame['bundle'], frame['parts'], raw.rest) }
      : undefined;
    case 'warn': return { t: 'warn', message: text(frame['message'], MAX_MESSAGE) };
    case 'ready': return { t: 'ready', runtime: text(frame['runtime'], MAX_NAME) };
    case 'echo': return isNumber(frame['id']) ? { t: 'echo', id: frame['id'], value: frame['value'] ?? null } : undefined;
    default: return undefined;
  }
}

function parseCall(frame: JsonObject): CallFrame | undefined {
  const { cell, id, plugin, args, unsendable, at, line, column, task } = frame;
  if (typeof cell !== 'string' || !isNumber(id) || typeof plugin !== 'string') return undefined;
  return {
    t: 'call',
    cell,
    id,
    plugin: plugin.slice(0, MAX_NAME),
    args: args ?? null,
    ...(typeof unsendable === 'string' && { unsendable: unsendable.slice(0, MAX_MESSAGE) }),
    ...(typeof at === 'string' && { at }),
    ...(isPosition(line) && { line }),
    ...(isPosition(column) && { column }),
    ...(typeof task === 'string' && { task: task.slice(0, MAX_NAME) }),
  };
}

function parseDone(frame: JsonObject, rest: Buffer): DoneFrame | undefined {
  const { cell, outcome, value, error, calls, variables } = frame;
  if (typeof cell !== 'string') return undefined;
  if (outcome !== 'ok' && outcome !== 'error' && outcome !== 'refused' && outcome !== 'interrupted') return undefined;
  return {
    t: 'done',
    cell,
    outcome,
    ...(isJsonObject(value) && { value: withParts(value, frame['parts'], rest) }),
    ...(isJsonObject(error) && { error: parseError(error) }),
    calls: isNumber(calls) ? calls : 0,
    variables: Array.isArray(variables) ? variables.slice(0, MAX_VARIABLES).flatMap(parseVariable) : [],
    ...(frame['outputTruncated'] === true && { outputTruncated: true }),
  };
}

function parseError(error: JsonObject): KernelCellError {
  const { type, message, stack, line, column } = error;
  return {
    type: text(type, MAX_NAME) || 'Error',
    message: text(message, MAX_MESSAGE),
    ...(typeof stack === 'string' && { stack: stack.slice(0, MAX_MESSAGE) }),
    ...(isPosition(line) && { line }),
    ...(isPosition(column) && { column }),
  };
}

function parseVariable(value: JsonValue): KernelVariable[] {
  if (!isJsonObject(value) || typeof value['name'] !== 'string') return [];
  const { name, type, preview, change } = value;
  return [{
    name: name.slice(0, MAX_NAME),
    type: text(type, MAX_NAME),
    preview: text(preview, MAX_NAME),
    change: change === 'new' || change === 'changed' ? change : 'same',
  }];
}

/** Binary parts belong to the bundle's fields in the order of `parts`: `[{ "type": "image/png", "size": 2048 }]`. */
function withParts(bundle: JsonObject, parts: JsonValue | undefined, rest: Buffer): JsonObject {
  if (!Array.isArray(parts)) return bundle;
  const whole: Record<string, JsonValue> = { ...bundle };
  let offset = 0;
  for (const part of parts as readonly JsonValue[]) {
    if (!isJsonObject(part) || typeof part['type'] !== 'string' || !MIME_TYPE.test(part['type']) || !isNumber(part['size'])) break;
    whole[part['type']] = rest.subarray(offset, offset + part['size']).toString('base64');
    offset += part['size'];
  }
  return whole;
}

function text(value: JsonValue | undefined, limit: number): string {
  return typeof value === 'string' ? value.slice(0, limit) : '';
}

function isNumber(value: JsonValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isPosition(value: JsonValue | undefined): value is number {
  return isNumber(value) && value >= 1 && value < 10_000_000;
}
