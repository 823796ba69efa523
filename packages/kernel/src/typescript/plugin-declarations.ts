import type { CallablePlugin } from '../callable-plugin.js';
import { requiredNames, schemaType, type TypeWords } from '../json-schema.js';
import { groupByNamespace, type Namespace } from '../namespace-tree.js';

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

const WORDS: TypeWords = {
  unknown: 'unknown',
  primitives: { string: 'string', number: 'number', integer: 'number', boolean: 'boolean', null: 'null' },
  literal: (value) => JSON.stringify(value),
  union: (types) => [...new Set(types)].join(' | ') || 'never',
  list: (item) => (/ \| /.test(item) && !item.startsWith('{') ? `(${item})[]` : `${item}[]`),
  record: (value) => `Record<string, ${value}>`,
  object: (fields) => {
    const texts = fields.map(({ field, type }) => {
      const key = IDENTIFIER.test(field.name) ? field.name : JSON.stringify(field.name);
      const note = field.description === '' ? '' : `/** ${inComment(field.description)} */ `;
      return `${note}${key}${field.required ? '' : '?'}: ${type}`;
    });
    return `{ ${texts.join('; ')} }`;
  },
};

/** The plugins as a TypeScript cell sees them, for prompts: `.d.ts` text with their descriptions, and the modules it can import. */
export function typescriptDeclarations(plugins: readonly CallablePlugin[], modules: readonly string[] = []): string {
  const importable = modules.length === 0 ? [] : [`// Also importable: ${modules.join(', ')}.`];
  return [...namespaceLines(groupByNamespace(plugins), '', 'declare '), ...importable].join('\n');
}

function namespaceLines(tree: Namespace<CallablePlugin>, indent: string, prefix: string): string[] {
  const lines: string[] = [];
  for (const [name, plugin] of tree.members) {
    const optional = requiredNames(plugin.inputSchema).length === 0 ? '?' : '';
    const input = schemaType(plugin.inputSchema, WORDS);
    lines.push(...commentLines(plugin.description, indent));
    lines.push(`${indent}${prefix}function ${name}(input${optional}: ${input}): Promise<${schemaType(plugin.outputSchema, WORDS)}>;`);
  }
  for (const [name, inner] of tree.namespaces) {
    lines.push(`${indent}${prefix}namespace ${name} {`, ...namespaceLines(inner, `${indent}  `, ''), `${indent}}`);
  }
  return lines;
}

function commentLines(text: string, indent: string): string[] {
  const lines = inComment(text).trim().split('\n');
  if (lines.length === 1) return lines[0] === '' ? [] : [`${indent}/** ${lines[0]} */`];
  return [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`.trimEnd()), `${indent} */`];
}

function inComment(text: string): string {
  return text.replaceAll('*/', '* /');
}
