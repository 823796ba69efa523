import { assignDeclarators, dropTypes } from './persist-declarations.js';
import type { CellNames } from './cell-names.js';
import type { LineIndex } from './line-index.js';
import type { SourceEdits } from './source-edits.js';
import { boundNames, childNodes, rootName, type Node } from './syntax-tree.js';

/**
 * Walks a whole cell and marks each plugin call with its place: `weather.load(city)` becomes
 * `weather.load(__k.p("3",7,12,city))`. The mark is set when the last argument is evaluated, just before the call, so
 * nested and awaited arguments are right; the callee sees no extra argument. On the way, `var` in nested blocks is made
 * to persist and `import()` goes through the runner.
 */
export function markCalls(label: string, statements: readonly Node[], plugins: ReadonlySet<string>, names: CellNames, lines: LineIndex, edits: SourceEdits): void {
  for (const statement of statements) walk(statement, false, undefined, undefined);

  function walk(node: Node, inFunction: boolean, scope: Scope | undefined, parent: Node | undefined): void {
    if (node.type.startsWith('TS') && isTypeNode(node.type)) return;
    if (Array.isArray(node['params']) && node['body']) {
      inFunction = true;
      scope = { outer: scope, names: new Set(node['params'].flatMap(boundNames)) };
    } else if (node.type === 'BlockStatement' || node.type === 'StaticBlock') {
      scope = { outer: scope, names: new Set(node['body'].flatMap(declaredNames)) };
    } else if (node.type === 'CatchClause') {
      scope = { outer: scope, names: new Set(boundNames(node['param'])) };
    } else if (LOOPS.has(node.type)) {
      const head = (node['init'] ?? node['left']) as Node | null;
      if (head?.type === 'VariableDeclaration' && head['kind'] !== 'var') scope = { outer: scope, names: new Set(declaredNames(head)) };
    }
    if (node.type === 'VariableDeclaration' && node['kind'] === 'var' && !inFunction && parent && !parent.type.startsWith('Export')) {
      persistNestedVar(node, parent);
    } else if (node.type === 'ImportExpression') {
      edits.replace(node.start, node.start + 'import'.length, '__k.i');
    } else if (node.type === 'CallExpression') {
      markCall(node, scope);
    }
    for (const child of childNodes(node)) walk(child, inFunction, scope, node);
  }

  function persistNestedVar(declaration: Node, parent: Node): void {
    if (!LOOPS.has(parent.type)) return assignDeclarators(declaration, edits, names, plugins);
    edits.replace(declaration.start, declaration['declarations'][0].start);
    for (const { id } of declaration['declarations']) {
      for (const name of boundNames(id)) names.define(name, 'let');
      dropTypes(id, edits);
    }
  }

  function markCall(call: Node, scope: Scope | undefined): void {
    const root = rootName(call['callee']);
    if (root === undefined || (!plugins.has(root) && !names.aliases.has(root)) || isShadowed(root, scope)) return;
    const { line, column } = lines.position(call['callee'].start);
    const place = `${JSON.stringify(label)},${line},${column}`;
    const last = (call['arguments'] as readonly Node[]).at(-1);
    if (!last) return edits.close(call.end - 1, `...__k.z(${place})`);
    const value = last.type === 'SpreadElement' ? (last['argument'] as Node) : last;
    edits.open(value.start, `__k.p(${place},`);
    edits.close(value.end, ')');
  }
}

interface Scope {
  readonly outer: Scope | undefined;
  readonly names: ReadonlySet<string>;
}

const LOOPS = new Set(['ForStatement', 'ForOfStatement', 'ForInStatement']);

function isTypeNode(type: string): boolean {
  return type === 'TSTypeAnnotation' || type.startsWith('TSTypeParameter') || type === 'TSInterfaceDeclaration' || type === 'TSTypeAliasDeclaration';
}

function isShadowed(name: string, scope: Scope | undefined): boolean {
  for (let inner = scope; inner; inner = inner.outer) if (inner.names.has(name)) return true;
  return false;
}

function declaredNames(statement: Node): string[] {
  if (statement.type === 'VariableDeclaration') return statement['declarations'].flatMap(({ id }: Node) => boundNames(id));
  const name: unknown = statement['id']?.name;
  return typeof name === 'string' ? [name] : [];
}
