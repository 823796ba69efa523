import { parse, type ParserOptions } from '@babel/parser';

/** A node of an ESTree with TypeScript's nodes. Fields differ by type; positions are UTF-16 offsets. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- an ESTree is walked by its field names; @babel/types describes another tree
  readonly [field: string]: any;
}

const OPTIONS: ParserOptions = {
  sourceType: 'module',
  allowReturnOutsideFunction: true,
  createParenthesizedExpressions: true,
  createImportExpressions: true,
  plugins: ['typescript', 'estree'],
};

/**
 * The statements of a TypeScript cell.
 *
 * The parser is written in JavaScript on purpose: oxc-parser ends the whole process (SIGSEGV) at 20,000 nested
 * parentheses, this one throws a RangeError that can be caught.
 *
 * @throws {SyntaxError} with `loc` when it cannot be read
 */
export function parseStatements(source: string): readonly Node[] {
  return parse(source, OPTIONS).program.body as unknown as readonly Node[];
}

/** The nodes directly below a node, in source order. */
export function* childNodes(node: Node): Generator<Node> {
  for (const field in node) {
    if (field === 'loc' || field === 'extra' || field.endsWith('Comments')) continue;
    const value: unknown = node[field];
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) yield item;
    } else if (isNode(value)) yield value;
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string' && 'start' in value;
}

const WRAPPERS = new Set([
  'TSAsExpression', 'TSNonNullExpression', 'TSSatisfiesExpression', 'TSTypeAssertion', 'TSInstantiationExpression',
  'ParenthesizedExpression', 'ChainExpression',
]);

/** An expression without the parentheses and types around it. */
function unwrap(expression: Node | null | undefined): Node | undefined {
  let node = expression ?? undefined;
  while (node && WRAPPERS.has(node.type)) node = node['expression'] as Node;
  return node;
}

/** The names a pattern binds. */
export function boundNames(pattern: Node | null | undefined): string[] {
  switch (pattern?.type) {
    case 'Identifier': return [pattern['name']];
    case 'ObjectPattern': return pattern['properties'].flatMap((property: Node) => boundNames(property['argument'] ?? property['value']));
    case 'ArrayPattern': return pattern['elements'].flatMap(boundNames);
    case 'AssignmentPattern': return boundNames(pattern['left']);
    case 'RestElement': return boundNames(pattern['argument']);
    case 'TSParameterProperty': return boundNames(pattern['parameter']);
    default: return [];
  }
}

/** The variable an expression starts from: `tools` of `tools.search.bind(tools)`. */
export function rootName(expression: Node | null | undefined): string | undefined {
  const node = unwrap(expression);
  if (node?.type === 'Identifier') return node['name'];
  if (node?.type === 'MemberExpression') return rootName(node['object']);
  if (node?.type !== 'CallExpression') return undefined;
  const callee = unwrap(node['callee']);
  return callee?.type === 'MemberExpression' && callee['property'].name === 'bind' ? rootName(callee['object']) : undefined;
}
