import { isJsonObject, type JsonObject, type JsonValue } from '@heddle/model';

const KNOWN_KEYWORDS = new Set([
  'type', 'properties', 'required', 'additionalProperties', 'items', 'enum', 'const', 'anyOf', '$ref', '$defs', 'title', 'description',
  'pattern', 'format', 'multipleOf', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'minItems', 'maxItems',
]);

/**
 * True when OpenAI can hold a reply to this schema strictly: every object closed, every property required, and only
 * keywords it knows. Any other schema it refuses when told to be strict, so it is then given as a hint.
 *
 * @see OpenAI, Structured Outputs, "Supported schemas"
 */
export function isEnforceableSchema(schema: JsonObject): boolean {
  return schema['type'] === 'object' && schema['anyOf'] === undefined && isEnforceable(schema);
}

function isEnforceable(schema: JsonValue): boolean {
  if (!isJsonObject(schema)) return false;
  if (Object.keys(schema).some((keyword) => !KNOWN_KEYWORDS.has(keyword))) return false;
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {};
  const type = schema['type'];
  if (type === 'object' || (Array.isArray(type) && type.includes('object'))) {
    const required = Array.isArray(schema['required']) ? schema['required'] : [];
    if (schema['additionalProperties'] !== false) return false;
    if (Object.keys(properties).some((name) => !required.includes(name))) return false;
  }
  const definitions = isJsonObject(schema['$defs']) ? schema['$defs'] : {};
  const inner: JsonValue[] = [...Object.values(properties), ...Object.values(definitions)];
  if (schema['items'] !== undefined) inner.push(schema['items']);
  if (Array.isArray(schema['anyOf'])) inner.push(...schema['anyOf']);
  return inner.every(isEnforceable);
}
