import type { CellNames } from './cell-names.js';
import { UnreadableCell } from './unreadable-cell.js';
import type { SourceEdits } from './source-edits.js';
import { boundNames, rootName, type Node } from './syntax-tree.js';

const TYPES_ONLY = new Set(['TSInterfaceDeclaration', 'TSTypeAliasDeclaration', 'TSDeclareFunction', 'EmptyStatement']);

/** True for a statement that leaves nothing to run. */
export function isTypesOnly(statement: Node): boolean {
  return TYPES_ONLY.has(statement.type) || statement['declare'] === true;
}

/**
 * Makes what a cell declares at its top level outlive it: declarations become assignments to global properties, which
 * the runner defines before the cell starts. So names persist, can be declared again, and stay live in closures.
 * `__k` is the runner's helper: `.c` freezes constants, `.f` defines a hoisted function, `.s` sets, `.i` imports.
 */
export function persistDeclarations(statements: readonly Node[], plugins: ReadonlySet<string>, names: CellNames, edits: SourceEdits): void {
  for (const statement of statements) persist(statement);

  function persist(statement: Node): void {
    switch (statement.type) {
      case 'VariableDeclaration':
        if (!statement['declare'] && !statement['kind'].includes('using')) assignDeclarators(statement, edits, names, plugins);
        return;
      case 'FunctionDeclaration': {
        if (statement['declare'] || !statement['body']) return;
        const { name, start } = statement['id'] as Node & { readonly name: string };
        names.functions.push(name);
        names.define(name, 'let');
        names.aliases.delete(name);
        edits.replace(start, start + name.length, `${name}$hoisted`);
        edits.close(statement.end, ';');
        return;
      }
      case 'ClassDeclaration': {
        if (statement['declare']) return;
        const { name } = statement['id'];
        names.define(name, 'let');
        edits.open(statement.start, `;${name}=`);
        if (statement['abstract']) edits.replace(statement.start, statement.start + 'abstract'.length);
        edits.close(statement.end, ';');
        return;
      }
      case 'TSEnumDeclaration': {
        if (statement['declare']) return;
        const { name } = statement['id'];
        names.define(name, 'let');
        edits.close(statement.end, `;__k.s(${JSON.stringify(name)},${name});`);
        return;
      }
      case 'TSModuleDeclaration':
        if (statement['declare']) return;
        throw new UnreadableCell('A cell cannot declare a namespace. Use an object instead.', statement.start);
      case 'ImportDeclaration':
        importNames(statement, edits, names);
        return;
      case 'ExportNamedDeclaration':
      case 'ExportDefaultDeclaration': {
        const declaration = statement['declaration'] as Node | null;
        if (!declaration) return edits.replace(statement.start, statement.end, ';');
        if (!isTypesOnly(declaration)) edits.replace(statement.start, declaration.start);
        if (declaration['id'] || declaration['declarations']) persist(declaration);
        return;
      }
      case 'ExportAllDeclaration':
        edits.replace(statement.start, statement.end, ';');
        return;
      default:
    }
  }
}

/** `const a: T = 1, { b } = c` becomes `;(a = 1), ({ b } = c);` */
export function assignDeclarators(declaration: Node, edits: SourceEdits, names: CellNames, plugins: ReadonlySet<string>): void {
  const kind = declaration['kind'] === 'const' ? 'const' : 'let';
  const declarators = declaration['declarations'] as readonly Node[];
  const defined: string[] = [];
  edits.replace(declaration.start, declarators[0]!.start);
  for (const declarator of declarators) defined.push(...boundNames(declarator['id']));
  edits.close(declaration.end, kind === 'const' && defined.length > 0 ? `;__k.c(${JSON.stringify(defined)});` : ';');
  for (const [index, declarator] of declarators.entries()) {
    const root = rootName(declarator['init']);
    for (const name of boundNames(declarator['id'])) {
      names.define(name, kind);
      if (root !== undefined && (plugins.has(root) || names.aliases.has(root))) names.aliases.add(name);
      else names.aliases.delete(name);
    }
    edits.open(declarator.start, index === 0 ? ';(' : '(');
    edits.close(declarator.end, ')');
    // `var x;` keeps an earlier value, `let x;` does not.
    if (!declarator['init'] && declaration['kind'] !== 'var') edits.close(declarator.end, '=undefined');
    dropTypes(declarator['id'], edits);
  }
}

/** Takes the types out of a pattern that becomes the target of an assignment. */
export function dropTypes(pattern: Node | null, edits: SourceEdits): void {
  if (!pattern) return;
  if (pattern.type === 'Identifier') {
    const end = pattern.start + pattern['name'].length;
    if (pattern.end > end) edits.replace(end, pattern.end);
    return;
  }
  const annotation = pattern['typeAnnotation'] as Node | undefined;
  if (annotation) edits.replace(annotation.start, annotation.end);
}

/** `import a, { b as c } from 'm'` becomes `({"default":a,"b":c}=await __k.i("m",["default","b"]));` */
function importNames(statement: Node, edits: SourceEdits, names: CellNames): void {
  if (statement['importKind'] === 'type') return edits.replace(statement.start, statement.end, ';');
  const fields: string[] = [];
  const wanted: string[] = [];
  let namespace: string | undefined;
  for (const specifier of statement['specifiers'] as readonly Node[]) {
    if (specifier['importKind'] === 'type') continue;
    const local: string = specifier['local'].name;
    names.define(local, 'let');
    if (specifier.type === 'ImportNamespaceSpecifier') {
      namespace = local;
      continue;
    }
    const imported: string = specifier.type === 'ImportDefaultSpecifier' ? 'default' : (specifier['imported'].name ?? specifier['imported'].value);
    wanted.push(imported);
    fields.push(`${JSON.stringify(imported)}:${local}`);
  }
  const call = `await __k.i(${JSON.stringify(statement['source'].value)},${JSON.stringify(wanted)})`;
  const whole = namespace === undefined ? call : `${namespace}=${call}`;
  edits.replace(statement.start, statement.end, fields.length > 0 ? `;({${fields.join()}}=${whole});` : `;${whole};`);
}
