import { LineIndex } from '../typescript/line-index.js';
import { childNodes, parseStatements, type Node } from '../typescript/syntax-tree.js';
import type { CodeUse } from './code-use.js';

/**
 * Modules and functions that a TypeScript cell names.
 *
 * @throws {SyntaxError | RangeError} when it cannot be read
 */
export function typescriptUses(source: string): readonly CodeUse[] {
  const lines = new LineIndex(source);
  const uses: CodeUse[] = [];
  /** What a name stands for, when it was imported: `f` for `fs`, `rm` for `fs.rmSync`. */
  const imported = new Map<string, string>();
  const use = (kind: CodeUse['kind'], name: string, at: Node) => void uses.push({ kind, name, line: lines.position(at.start).line });

  function importModule(from: Node | undefined, at: Node): string {
    const module = typeof from?.['value'] === 'string' ? plainModule(from['value']) : '';
    use('module', module, at);
    return module;
  }

  /** `const { rmSync: rm } = ...` */
  function bindPattern(pattern: Node | undefined, module: string, at: Node): void {
    if (pattern?.type === 'Identifier') imported.set(pattern['name'], module);
    if (pattern?.type !== 'ObjectPattern') return;
    for (const { key, value } of pattern['properties'] as readonly { readonly key?: Node; readonly value?: Node }[]) {
      if (key?.type !== 'Identifier') continue;
      use('function', `${module}.${key['name']}`, at);
      if (value?.type === 'Identifier') imported.set(value['name'], `${module}.${key['name']}`);
    }
  }

  function walk(node: Node): void {
    switch (node.type) {
      case 'ImportDeclaration': {
        const module = importModule(node['source'], node);
        for (const specifier of node['specifiers'] as readonly Node[]) {
          const name = specifier.type === 'ImportSpecifier' ? `${module}.${specifier['imported']['name'] ?? specifier['imported']['value']}` : module;
          if (specifier.type === 'ImportSpecifier') use('function', name, specifier);
          imported.set(specifier['local']['name'], name);
        }
        return;
      }
      case 'ExportNamedDeclaration':
      case 'ExportAllDeclaration':
        if (node['source']) importModule(node['source'], node);
        break;
      case 'VariableDeclarator': {
        const module = moduleOf(node['init']);
        if (module !== undefined) bindPattern(node['id'], module, node);
        break;
      }
      case 'ImportExpression':
        importModule(node['source'], node);
        break;
      case 'CallExpression':
        if (node['callee'].name === 'require') importModule(node['arguments'][0], node);
        break;
      case 'MemberExpression': {
        const path = pathOf(node, imported);
        if (path !== undefined) use('function', path, node);
        if (node['computed']) walk(node['property']);
        walk(node['object']);
        return;
      }
      case 'Property':
        if (node['computed']) walk(node['key']);
        walk(node['value']);
        return;
      case 'Identifier':
        use('function', imported.get(node['name']) ?? node['name'], node);
        return;
      default:
    }
    for (const child of childNodes(node)) walk(child);
  }

  for (const statement of parseStatements(source)) walk(statement);
  return uses;
}

/** The module of `await import('fs')` and `require('fs')`. */
function moduleOf(expression: Node | null | undefined): string | undefined {
  const node = expression?.type === 'AwaitExpression' ? (expression['argument'] as Node) : expression;
  if (node?.type === 'ParenthesizedExpression') return moduleOf(node['expression']);
  const source = node?.type === 'ImportExpression' ? node['source'] : node?.type === 'CallExpression' && node['callee'].name === 'require' ? node['arguments'][0] : undefined;
  return typeof source?.value === 'string' ? plainModule(source.value) : undefined;
}

/** `fs.promises.rm`, also when it is written `f['promises'].rm`. */
function pathOf(node: Node, imported: ReadonlyMap<string, string>): string | undefined {
  if (node.type === 'Identifier') return imported.get(node['name']) ?? node['name'];
  if (node.type === 'ImportExpression' || node.type === 'AwaitExpression' || node.type === 'CallExpression') return moduleOf(node);
  if (node.type === 'ParenthesizedExpression') return pathOf(node['expression'], imported);
  if (node.type !== 'MemberExpression') return undefined;
  const object = pathOf(node['object'], imported);
  const property = node['computed'] ? node['property']['value'] : node['property']['name'];
  return object === undefined || typeof property !== 'string' ? undefined : `${object}.${property}`;
}

function plainModule(module: string): string {
  return module.replace(/^node:/, '');
}
