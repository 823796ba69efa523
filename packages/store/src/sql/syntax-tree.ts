/** A part of a query as the engine's parser reads it. */
export interface SyntaxNode {
  /** `Function`, `TableIdentifier`, ... */
  readonly kind: string;
  /** What follows the kind: a name, or the value of a literal. */
  readonly text: string;
  readonly children: readonly SyntaxNode[];
}

const LINE = /^( *)(\w+)(?: (.*))?$/;
const ENDING = /(?: \(alias \w+\))?(?: \(children \d+\))?$/;

/** Reads the lines of `EXPLAIN AST`, which are indented by one space per level; `undefined` when they are not such lines. */
export function parseSyntaxTree(lines: readonly string[]): SyntaxNode | undefined {
  interface Growing extends SyntaxNode { readonly children: Growing[] }
  const path: Growing[] = [];
  for (const line of lines) {
    if (line === '') continue;
    const found = LINE.exec(line);
    const depth = found?.[1]!.length ?? -1;
    if (!found || depth > path.length || (depth === 0) !== (path.length === 0)) return undefined;
    const node: Growing = { kind: found[2]!, text: ` ${found[3] ?? ''}`.replace(ENDING, '').slice(1), children: [] };
    path.length = depth;
    path.at(-1)?.children.push(node);
    path.push(node);
  }
  return path[0];
}
