import { isTypesOnly } from './persist-declarations.js';
import type { SourceEdits } from './source-edits.js';
import { parseStatements, type Node } from './syntax-tree.js';

/** Makes the last expression of a cell its value. */
export function returnLastExpression(source: string, statements: readonly Node[], edits: SourceEdits): void {
  const last = statements.findLast((statement) => !isTypesOnly(statement));
  if (last?.type === 'ExpressionStatement') returnRange(last['expression'], edits);
  else if (last?.type === 'ExportDefaultDeclaration' && !last['declaration'].type.endsWith('Declaration')) returnRange(last['declaration'], edits);
  else if (last?.type === 'BlockStatement' && isObjectText(source.slice(last.start, last.end))) returnRange(last, edits);
}

function returnRange({ start, end }: Node, edits: SourceEdits): void {
  edits.open(start, ';return (');
  edits.close(end, ')');
}

/** `{ total, n }` at the end of a cell is meant as an object, though JavaScript reads a block. */
function isObjectText(text: string): boolean {
  if (/^\{\s*\}$/.test(text)) return false;
  try {
    parseStatements(`(${text})`);
    return true;
  } catch {
    return false;
  }
}
