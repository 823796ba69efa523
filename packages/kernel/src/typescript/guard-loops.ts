import type { SourceEdits } from './source-edits.js';
import { childNodes, type Node } from './syntax-tree.js';

const GUARD = 'if(__k.q[0])__k.t();';

const LOOPS = new Set(['ForStatement', 'ForOfStatement', 'ForInStatement', 'WhileStatement', 'DoWhileStatement']);

/**
 * Puts a check at the head of every loop and function, about a nanosecond each, for engines whose running code cannot be
 * unwound from outside. Code inside one library call, such as a regular expression, has no check.
 */
export function guardLoops(statements: readonly Node[], edits: SourceEdits): void {
  for (const statement of statements) guard(statement);

  function guard(node: Node): void {
    const body = node['body'] as Node | undefined;
    if (LOOPS.has(node.type)) {
      if (body!.type === 'BlockStatement') edits.open(body!.start + 1, GUARD);
      else {
        edits.open(body!.start, `{${GUARD}`);
        edits.close(body!.end, '}');
      }
    } else if (Array.isArray(node['params']) && body) {
      if (body.type !== 'BlockStatement') {
        edits.open(body.start, '(__k.q[0]&&__k.t(),');
        edits.close(body.end, ')');
      } else if (!body['body'][0]?.directive) edits.open(body.start + 1, GUARD);
    }
    for (const child of childNodes(node)) guard(child);
  }
}
