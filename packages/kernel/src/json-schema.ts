import { isJsonObject, type JsonObject, type JsonValue } from '@heddle/model';

/** One parameter of a plugin, as its schema tells it. */
export interface SchemaField {
  readonly name: string;
  readonly schema: JsonValue;
  readonly required: boolean;
  /** In one line; empty when there is none. */
  readonly description: string;
}

/** The fields of an object schema, in their order. */
export function schemaFields(schema: JsonObject): readonly SchemaField[] {
  if (!isJsonObject(schema['properties'])) return [];
  const required = new Set(requiredNames(schema));
  return Object.entries(schema['properties']).map(([name, field]) => ({
    name,
    schema: field,
    required: required.has(name),
    description: isJsonObject(field) && typeof field['description'] === 'string' ? field['description'].replace(/\s+/g, ' ').trim() : '',
  }));
}

export function requiredNames(schema: JsonObject): readonly string[] {
  return Array.isArray(schema['required']) ? schema['required'].filter((name): name is string => typeof name === 'string') : [];
}

/** A list of records is a table. */
export function isTableSchema(schema: JsonObject | undefined): boolean {
  const items = schema?.['items'];
  return schema?.['type'] === 'array' && isJsonObject(items) && items['type'] === 'object' && isJsonObject(items['properties']);
}

/** How a language writes the types that a schema can say. */
export interface TypeWords {
  readonly unknown: string;
  readonly primitives: Readonly<Record<'string' | 'number' | 'integer' | 'boolean' | 'null', string>>;
  literal(value: JsonValue): string;
  union(types: readonly string[]): string;
  list(item: string): string;
  record(value: string): string;
  object(fields: readonly { readonly field: SchemaField; readonly type: string }[]): string;
}

const MAX_LEVEL = 6;

/**
 * A JSON Schema in the words of a language. What it cannot say is unknown.
 *
 * @param root - the schema that references such as `#/$defs/Name` are within; default: `schema` itself
 */
export function schemaType(schema: JsonValue | undefined, words: TypeWords, root: JsonValue | undefined = schema): string {
  return isJsonObject(root) ? typeOf(schema, root, words, 0) : words.unknown;
}

function typeOf(schema: JsonValue | undefined, root: JsonObject, words: TypeWords, level: number): string {
  if (!isJsonObject(schema) || level > MAX_LEVEL) return words.unknown;
  const inner = (part: JsonValue | undefined) => typeOf(part, root, words, level + 1);
  if (typeof schema['$ref'] === 'string') return inner(resolveReference(schema['$ref'], root));
  if (schema['const'] !== undefined) return words.literal(schema['const']);
  if (Array.isArray(schema['enum'])) return words.union(schema['enum'].map((item: JsonValue) => words.literal(item)));
  const choices = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(choices)) return words.union(choices.map(inner));
  const { type } = schema;
  if (Array.isArray(type)) return words.union(type.map((one: JsonValue) => inner({ ...schema, type: one })));
  switch (type) {
    case 'string':
    case 'number':
    case 'integer':
    case 'boolean':
    case 'null': return words.primitives[type];
    case 'array': return words.list(inner(schema['items']));
    case 'object': {
      const fields = schemaFields(schema).map((field) => ({ field, type: inner(field.schema) }));
      if (fields.length > 0) return words.object(fields);
      return words.record(inner(schema['additionalProperties']));
    }
    default: return words.unknown;
  }
}

/** Follows `#/$defs/Name` and the like within the same schema. */
function resolveReference(reference: string, root: JsonObject): JsonValue | undefined {
  if (reference === '#') return root;
  if (!reference.startsWith('#/')) return undefined;
  let target: JsonValue | undefined = root;
  for (const part of reference.slice(2).split('/')) {
    if (!isJsonObject(target) || !Object.hasOwn(target, part)) return undefined;
    target = target[part];
  }
  return target;
}
