import { HEDDLE, type JsonObject } from '@heddle/model';
import type { Attributes } from '@opentelemetry/api';

/**
 * A caller's own fields as span attributes: text, numbers and truth values as they are, everything else as JSON text.
 * Which is which stands in `heddle.structured`, so that text that looks like JSON stays text.
 */
export function structuredAttributes(fields: JsonObject, prefix = ''): Attributes {
  const attributes: Attributes = {};
  const structured: string[] = [];
  for (const [name, value] of Object.entries(fields)) {
    const key = prefix + name;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') attributes[key] = value;
    else if (value !== undefined) {
      attributes[key] = JSON.stringify(value);
      structured.push(key);
    }
  }
  return structured.length > 0 ? { ...attributes, [HEDDLE.structured]: structured } : attributes;
}
