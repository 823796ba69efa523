import { isAllowedFunction } from './allowed-functions.js';
import type { SyntaxNode } from './syntax-tree.js';

/** Everything a SELECT may be made of. A kind that the engine's next version adds is refused until it stands here. */
const ALLOWED_KINDS: ReadonlySet<string> = new Set([
  'SelectWithUnionQuery', 'SelectIntersectExceptQuery', 'SelectQuery', 'ExpressionList', 'WithElement', 'Subquery', 'TablesInSelectQuery',
  'TablesInSelectQueryElement', 'TableExpression', 'TableIdentifier', 'TableJoin', 'ArrayJoin', 'Function', 'Identifier', 'Literal', 'Asterisk',
  'QualifiedAsterisk', 'OrderByElement', 'WindowDefinition', 'WindowListElement', 'ColumnsTransformerList', 'ColumnsExceptTransformer',
]);

/** Takes a table's name as its second argument, too. */
const IN_FUNCTIONS: ReadonlySet<string> = new Set(['in', 'notin']);

export type QueryCheck =
  /** Names in the place of a table: of ours, or of subqueries that the query itself names. */
  | { readonly kind: 'allowed'; readonly tables: ReadonlySet<string> }
  | { readonly kind: 'refused'; readonly reason: string };

/** Whether a query does nothing but read what it names, by its syntax tree. */
export function checkQuery(root: SyntaxNode): QueryCheck {
  const tables = new Set<string>();
  const reason = problemOf(root, tables);
  return reason === undefined ? { kind: 'allowed', tables } : { kind: 'refused', reason };
}

function problemOf(node: SyntaxNode, tables: Set<string>): string | undefined {
  const own = ownProblem(node);
  if (own !== undefined) return own;
  if (node.kind === 'TableIdentifier') tables.add(node.text);
  for (const child of node.children) {
    const problem = problemOf(child, tables);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function ownProblem({ kind, text, children }: SyntaxNode): string | undefined {
  if (kind === 'Set') return 'SETTINGS are not allowed.';
  if (!ALLOWED_KINDS.has(kind)) return `A query cannot have ${kind} here; one SELECT over the tables of Heddle is taken.`;
  switch (kind) {
    case 'SelectWithUnionQuery':
      // A second child would be a format, a file or settings.
      return children.length === 1 && children[0]!.kind === 'ExpressionList' ? undefined : 'Only a SELECT is allowed, without FORMAT, INTO OUTFILE or SETTINGS.';
    case 'TableExpression': {
      const source = children[0];
      if (source?.kind === 'Function') return `The table function ${source.text} is not allowed; read from the tables of Heddle.`;
      return children.length === 1 ? undefined : 'SAMPLE is not allowed.';
    }
    case 'TableIdentifier':
      return /^\w+$/.test(text) ? undefined : `The table ${text} is not one of Heddle's; name a table without a database.`;
    case 'Function': {
      if (!isAllowedFunction(text)) return `The function ${text} is not allowed.`;
      const list = children[0]?.children[1];
      if (IN_FUNCTIONS.has(text.toLowerCase()) && list?.kind === 'Identifier') return `After IN stands ${list.text}; write (SELECT column FROM ${list.text}).`;
      return undefined;
    }
    default:
      return undefined;
  }
}
