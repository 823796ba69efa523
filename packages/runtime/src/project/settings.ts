import { z } from 'zod';
import { isJsonObject, type JsonObject, type JsonValue } from '@heddle/model';
import { runtimeConfigSchema } from '../config.js';
import { projectSchema } from './project-schema.js';

export type SettingType = 'text' | 'number' | 'yes or no' | 'off' | 'none';

/** A single value of the configuration that the environment can set. */
export interface Setting {
  /** `['kernel', 'cellTimeoutMs']` */
  readonly path: readonly string[];
  /** `HEDDLE_KERNEL_CELL_TIMEOUT_MS` */
  readonly variable: string;
  /** What it may be. `off` is the value false of a setting that is otherwise text. */
  readonly types: readonly SettingType[];
}

/** Variables that had a name before there was a rule. */
const NAMED_OTHERWISE: Readonly<Record<string, string>> = { 'telemetry.heddle': 'HEDDLE_URL', 'telemetry.apiKey': 'HEDDLE_API_KEY' };

/** What a project file may hold, as JSON Schema. */
export const PROJECT_SETTINGS = toJson(projectSchema);

/** What `createRuntime` takes as its first argument, as JSON Schema. */
export const RUNTIME_SETTINGS = toJson(runtimeConfigSchema);

/** Every single-valued setting of the runtime, in the order of the schema: a new one there has its variable at once. */
export const SETTINGS: readonly Setting[] = settingsIn(RUNTIME_SETTINGS, []);

/**
 * The keys that are known at a place; empty where keys are the user's own.
 *
 * @param value - the whole configuration, which tells between forms of the same place, as backends of different kinds are
 */
export function keysAt(schema: JsonObject, path: readonly PropertyKey[], value?: unknown): readonly string[] {
  const nodes = nodesAt(schema, path).filter((node) => couldBe(node, valueAt(value, path)));
  return [...new Set(nodes.flatMap(({ properties }) => (isJsonObject(properties) ? Object.keys(properties) : [])))];
}

/** What may stand at a place, in words; empty when the schema cannot say. */
export function typesAt(schema: JsonObject, path: readonly PropertyKey[]): readonly SettingType[] {
  return [...new Set(nodesAt(schema, path).flatMap(typesOf))];
}

/** The words that may stand at a place, when only certain ones may. */
export function wordsAt(schema: JsonObject, path: readonly PropertyKey[]): readonly string[] {
  return nodesAt(schema, path).flatMap((node) => (Array.isArray(node['enum']) ? node['enum'] : [node['const']])).filter((word) => typeof word === 'string');
}

/** What stands at a place of a configuration; `undefined` when nothing does. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value;
  for (const key of path) at = typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? (at as Record<PropertyKey, unknown>)[key] : undefined;
  return at;
}

function settingsIn(node: JsonObject, path: readonly string[]): readonly Setting[] {
  const { properties } = node;
  if (!isJsonObject(properties)) {
    const types = typesOf(node);
    return types.length === 0 ? [] : [{ path, variable: NAMED_OTHERWISE[path.join('.')] ?? variableOf(path), types }];
  }
  return Object.entries(properties).flatMap(([key, child]) => (isJsonObject(child) ? settingsIn(child, [...path, key]) : []));
}

function variableOf(path: readonly string[]): string {
  return `HEDDLE_${path.map((key) => key.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()).join('_')}`;
}

function typesOf(node: JsonObject): readonly SettingType[] {
  if (Array.isArray(node['anyOf'])) return (node['anyOf'] as readonly JsonValue[]).flatMap((one) => (isJsonObject(one) ? typesOf(one) : []));
  switch (node['type']) {
    case 'string': return ['text'];
    case 'integer':
    case 'number': return ['number'];
    case 'boolean': return [node['const'] === false ? 'off' : 'yes or no'];
    case 'null': return ['none'];
    default: return [];
  }
}

/** Everything the schema says of a place: of each form, when it may take several. */
function nodesAt(schema: JsonObject, path: readonly PropertyKey[]): readonly JsonObject[] {
  let nodes = formsOf(schema);
  for (const key of path) nodes = nodes.flatMap((node) => childrenOf(node, key)).flatMap(formsOf);
  return nodes;
}

function formsOf(node: JsonObject): readonly JsonObject[] {
  const forms = node['oneOf'] ?? node['anyOf'];
  return Array.isArray(forms) ? (forms as readonly JsonValue[]).filter(isJsonObject).flatMap(formsOf) : [node];
}

function childrenOf({ properties, items, additionalProperties }: JsonObject, key: PropertyKey): readonly JsonObject[] {
  if (typeof key === 'number') return isJsonObject(items) ? [items] : [];
  const known = isJsonObject(properties) && Object.hasOwn(properties, key) ? properties[String(key)] : additionalProperties;
  return isJsonObject(known) ? [known] : [];
}

/** Whether a value has the words that tell this form from others, as `kind` does. */
function couldBe({ properties }: JsonObject, value: unknown): boolean {
  if (!isJsonObject(properties)) return true;
  return Object.entries(properties).every(([key, child]) => {
    const given = valueAt(value, [key]);
    return given === undefined || !isJsonObject(child) || child['const'] === undefined || child['const'] === given;
  });
}

function toJson(schema: z.ZodType): JsonObject {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonObject;
}
