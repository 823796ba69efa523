import type { JsonObject, JsonValue } from '@heddle/model';
import { isJsonObject } from '@heddle/model';
import type { CallablePlugin } from '../callable-plugin.js';
import { groupByNamespace, type Namespace } from '../namespace-tree.js';

const MAX_DEPTH = 6;
const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/** The plugins as a TypeScript cell sees them, for prompts: `.d.ts` text with their descriptions. */
export function typescriptDeclarations(plugins: readonly CallablePlugin[]): string {
  return namespaceText(groupByNamespace(plugins), 0, 'declare ').join('\n');
}

function namespaceText(tree: Namespace<CallablePlugin>, depth: number, prefix: string): string[] {
  const indent = '  '.repeat(depth);
  const lines: string[] = [];
  for (const [name, plugin] of tree.members) {
    lines.push(...docComment(plugin.description, indent));
    const input = typeText(plugin.inputSchema, plugin.inputSchema, depth);
    const output = plugin.outputSchema ? typeText(plugin.outputSchema, plugin.outputSchema, depth) : 'unknown';
    const optional = requiredNames(plugin.inputSchema).length === 0 ? '?' : '';
    lines.push(`${indent}${prefix}function ${name}(input${optional}: ${input}): Promise<${output}>;`);
  }
  for (const [name, inner] of tree.namespaces) {
    lines.push(`${indent}${prefix}namespace ${name} {`, ...namespaceText(inner, depth + 1, ''), `${indent}}`);
  }
  return lines;
}

function docComment(text: string, indent: string): string[] {
  const lines = text.replaceAll('*/', '* /').trim().split('\n');
  if (lines.length === 1) return lines[0] === '' ? [] : [`${indent}/** ${lines[0]} */`];
  return [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`.trimEnd()), `${indent} */`];
}

/** A JSON Schema as a TypeScript type. What it cannot say becomes `unknown`. */
function typeText(schema: JsonValue | undefined, root: JsonObject, depth: number, level = 0): string {
  if (!isJsonObject(schema) || level > MAX_DEPTH) return 'unknown';
  if (typeof schema['$ref'] === 'string') return typeText(resolveReference(schema['$ref'], root), root, depth, level + 1);
  if (schema['const'] !== undefined) return JSON.stringify(schema['const']);
  if (Array.isArray(schema['enum'])) return unionText(schema['enum'].map((item) => JSON.stringify(item)));
  const choices = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(choices)) return unionText(choices.map((choice) => typeText(choice, root, depth, level + 1)));
  const { type } = schema;
  if (Array.isArray(type)) return unionText(type.map((one) => typeText({ ...schema, type: one }, root, depth, level + 1)));
  switch (type) {
    case 'string': return 'string';
    case 'number':
    case 'integer': return 'number';
    case 'boolean': return 'boolean';
    case 'null': return 'null';
    case 'array': {
      const item = typeText(schema['items'], root, depth, level + 1);
      return /[ |]/.test(item) && !item.startsWith('{') ? `(${item})[]` : `${item}[]`;
    }
    case 'object': return objectText(schema, root, depth, level);
    default: return 'unknown';
  }
}

function objectText(schema: JsonObject, root: JsonObject, depth: number, level: number): string {
  const properties = isJsonObject(schema['properties']) ? Object.entries(schema['properties']) : [];
  if (properties.length === 0) {
    const extra = schema['additionalProperties'];
    return isJsonObject(extra) ? `Record<string, ${typeText(extra, root, depth, level + 1)}>` : 'Record<string, unknown>';
  }
  const required = new Set(requiredNames(schema));
  const fields = properties.map(([name, field]) => {
    const key = IDENTIFIER.test(name) ? name : JSON.stringify(name);
    const text = `${key}${required.has(name) ? '' : '?'}: ${typeText(field, root, depth, level + 1)}`;
    const note = isJsonObject(field) && typeof field['description'] === 'string' ? field['description'].replaceAll('*/', '* /').replace(/\s+/g, ' ') : '';
    return note === '' ? text : `/** ${note} */ ${text}`;
  });
  return `{ ${fields.join('; ')} }`;
}

function requiredNames(schema: JsonObject): readonly string[] {
  return Array.isArray(schema['required']) ? schema['required'].filter((name): name is string => typeof name === 'string') : [];
}

function unionText(types: readonly string[]): string {
  return [...new Set(types)].join(' | ') || 'unknown';
}

/** Follows `#/$defs/Name` and the like within the same schema. */
function resolveReference(reference: string, root: JsonObject): JsonValue | undefined {
  if (!reference.startsWith('#/')) return undefined;
  let target: JsonValue | undefined = root;
  for (const part of reference.slice(2).split('/')) {
    if (!isJsonObject(target) || !Object.hasOwn(target, part)) return undefined;
    target = target[part];
  }
  return target;
}
