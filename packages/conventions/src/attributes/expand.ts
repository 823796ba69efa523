import { isJsonObject, type JsonObject, type JsonValue } from '@heddle/model';
import { isForbiddenKey, safeJson } from './safe-json.js';

/** Items of a list beyond this index are dropped: `llm.input_messages.999999999.x` must not cost memory. */
const MAX_INDEX = 1_000;

const MAX_SEGMENTS = 16;

type Tree = { [key: string]: JsonValue | Tree };

/**
 * Rebuilds the structure of flattened attributes below a prefix: with `p.`, `{'p.0.role': 'user'}` gives
 * `{0: {role: 'user'}}`. Lists stay objects with numeric keys, which JavaScript keeps in order; read them with
 * {@link itemsOf}.
 *
 * @returns `undefined` when nothing is below the prefix
 */
export function expand(attributes: JsonObject, prefix: string): JsonObject | undefined {
  let root: Tree | undefined;
  for (const key in attributes) {
    if (!key.startsWith(prefix)) continue;
    const path = key.slice(prefix.length).split('.', MAX_SEGMENTS + 1);
    if (path.length > MAX_SEGMENTS || path.some(isRefused)) continue;
    root ??= {};
    place(root, path, safeJson(attributes[key]!));
  }
  return root as JsonObject | undefined;
}

function place(root: Tree, path: readonly string[], value: JsonValue): void {
  let node = root;
  for (let index = 0; index < path.length - 1; index++) {
    const child = node[path[index]!];
    if (isJsonObject(child) && Object.hasOwn(node, path[index]!)) node = child as Tree;
    else {
      const made: Tree = {};
      node[path[index]!] = made;
      node = made;
    }
  }
  const last = path[path.length - 1]!;
  if (!isJsonObject(node[last])) node[last] = value; // `a` beside `a.b`: the structure says more than the scalar.
}

function isRefused(segment: string): boolean {
  if (segment === '' || isForbiddenKey(segment)) return true;
  const first = segment.charCodeAt(0);
  return first >= 0x30 && first <= 0x39 && /^\d+$/.test(segment) && Number(segment) >= MAX_INDEX;
}

/** The items of an expanded list in order; holes are skipped. A real list gives its items. */
export function itemsOf(value: JsonValue | undefined): readonly JsonValue[] {
  if (Array.isArray(value)) return value as readonly JsonValue[];
  if (!isJsonObject(value)) return [];
  return Object.keys(value).filter((key) => /^\d+$/.test(key)).map((key) => value[key]!);
}
