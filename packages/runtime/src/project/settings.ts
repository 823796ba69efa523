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

const PROJECT = toJson(projectSchema);

/** Every single-valued setting of the runtime, in the order of the schema: a new one there has its variable at once. */
export const SETTINGS: readonly Setting[] = settingsIn(toJson(runtimeConfigSchema), []);

/** The keys a project file may have at a place; `undefined` where keys are the user's own. */
export function keysAt(path: readonly PropertyKey[]): readonly string[] | undefined {
  const properties = nodeAt(path)?.['properties'];
  return isJsonObject(properties) ? Object.keys(properties) : undefined;
}

/** What may stand at a place, in words; empty when the schema cannot say. */
export function typesAt(path: readonly PropertyKey[]): readonly SettingType[] {
  const node = nodeAt(path);
  return node === undefined ? [] : typesOf(node);
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

function nodeAt(path: readonly PropertyKey[]): JsonObject | undefined {
  let node: JsonValue | undefined = PROJECT;
  for (const key of path) {
    const properties: JsonValue | undefined = isJsonObject(node) ? (typeof key === 'number' ? undefined : node['properties']) : undefined;
    if (!isJsonObject(properties) || !Object.hasOwn(properties, key)) return undefined;
    node = properties[String(key)];
  }
  return isJsonObject(node) ? node : undefined;
}

function toJson(schema: z.ZodType): JsonObject {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonObject;
}
