import type { JsonValue } from '@heddle/model';
import type { CallablePlugin } from '../callable-plugin.js';
import { isTableSchema, schemaFields, schemaType, type SchemaField, type TypeWords } from '../json-schema.js';
import { groupByNamespace, type Namespace } from '../namespace-tree.js';

const WORDS: TypeWords = {
  unknown: 'Any',
  primitives: { string: 'str', number: 'float', integer: 'int', boolean: 'bool', null: 'None' },
  literal: (value) => `Literal[${pythonLiteral(value)}]`,
  union: (types) => [...new Set(types)].join(' | ') || 'Any',
  list: (item) => `list[${item}]`,
  record: (value) => `dict[str, ${value}]`,
  object: (fields) => `dict  # {${fields.map(({ field }) => field.name).join(', ')}}`,
};

/** The plugins as a Python cell sees them, for prompts: typed stubs with docstrings. */
export function pythonDeclarations(plugins: readonly CallablePlugin[], modules: readonly string[] = []): string {
  const hint = plugins.length === 0 ? [] : ['# Each function also has an asyncio form: `await name.aio(...)`.'];
  const importable = modules.length === 0 ? [] : [`# Also importable, beside the standard library: ${modules.join(', ')}.`];
  return [...hint, ...namespaceLines(groupByNamespace(plugins), '', false), ...importable].join('\n');
}

function namespaceLines(tree: Namespace<CallablePlugin>, indent: string, inClass: boolean): string[] {
  const lines: string[] = [];
  for (const [name, plugin] of tree.members) {
    if (inClass) lines.push(`${indent}@staticmethod`);
    lines.push(...functionLines(name, plugin, indent));
  }
  for (const [name, inner] of tree.namespaces) lines.push(`${indent}class ${name}:`, ...namespaceLines(inner, `${indent}    `, true));
  return lines;
}

function functionLines(name: string, { description, inputSchema, outputSchema }: CallablePlugin, indent: string): string[] {
  const fields = [...schemaFields(inputSchema)].sort((a, b) => Number(b.required) - Number(a.required));
  const parameters = fields.map((field) => `${field.name}: ${bare(schemaType(field.schema, WORDS, inputSchema))}${field.required ? '' : ' = ...'}`);
  const result = isTableSchema(outputSchema) ? '"pandas.DataFrame"' : bare(schemaType(outputSchema, WORDS));
  const inner = `${indent}    `;
  const doc = [...description.trim().split('\n'), ...fieldNotes(fields)].map((line) => line.replaceAll('"""', "'''").replaceAll('\\', '\\\\'));
  if (isTableSchema(outputSchema)) doc.push(`Columns: ${columnNames(outputSchema!['items']!)}. A list of dicts where pandas is missing.`);
  const body = doc.length === 1 ? [`${inner}"""${doc[0]}"""`] : [`${inner}"""${doc[0]}`, ...doc.slice(1).map((line) => inner + line), `${inner}"""`];
  return [`${indent}def ${name}(${parameters.join(', ')}) -> ${result}:`, ...body];
}

function fieldNotes(fields: readonly SchemaField[]): string[] {
  return fields.filter(({ description }) => description !== '').map(({ name, description }) => `${name}: ${description}`);
}

function columnNames(items: JsonValue): string {
  return schemaFields(items as Parameters<typeof schemaFields>[0]).map(({ name }) => name).join(', ');
}

/** Inside a signature there is no room for the comment that lists an object's fields. */
function bare(type: string): string {
  return type.replace(/ {2}# \{[^}]*\}/g, '');
}

function pythonLiteral(value: JsonValue): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return JSON.stringify(value);
}
