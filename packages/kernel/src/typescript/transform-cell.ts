import { transform as stripTypes } from 'sucrase';
import { CellNames } from './cell-names.js';
import { guardLoops } from './guard-loops.js';
import { LineIndex } from './line-index.js';
import { markCalls } from './mark-calls.js';
import { persistDeclarations } from './persist-declarations.js';
import { returnLastExpression } from './return-last-expression.js';
import { SourceEdits } from './source-edits.js';
import { parseStatements } from './syntax-tree.js';
import { UnreadableCell } from './unreadable-cell.js';

export interface TransformRequest {
  readonly source: string;
  /** Names the cell in positions and stack traces: `3`. */
  readonly label: string;
  /** First parts of the plugins' names: what a plugin call starts from. */
  readonly plugins: readonly string[];
  /** Names that earlier cells gave to plugins. */
  readonly aliases: readonly string[];
  /** Put a check into every loop; see `guardLoops`. */
  readonly guards: boolean;
}

export type TransformResult =
  | {
    readonly kind: 'ready';
    /** An async function expression, every statement on the line it came from. */
    readonly javascript: string;
    readonly lets: readonly string[];
    readonly consts: readonly string[];
    /** What to pass as `aliases` with the next cell. */
    readonly aliases: readonly string[];
  }
  | { readonly kind: 'unreadable'; readonly message: string; readonly line?: number; readonly column?: number };

/**
 * Turns a TypeScript cell into JavaScript whose names persist, whose last expression is its value, and whose plugin
 * calls know their line. Never throws: a cell that cannot be read is an outcome.
 */
export function transformCell({ source, label, plugins, aliases, guards }: TransformRequest): TransformResult {
  const lines = new LineIndex(source);
  try {
    const statements = parseStatements(source);
    const roots = new Set(plugins);
    const names = new CellNames(aliases);
    const edits = new SourceEdits(source);
    returnLastExpression(source, statements, edits);
    persistDeclarations(statements, roots, names, edits);
    if (guards) guardLoops(statements, edits);
    markCalls(label, statements, roots, names, lines, edits);
    const functions = names.functions.map((name) => `__k.f(${JSON.stringify(name)},${name}$hoisted);`).join('');
    const body = stripTypes(`async()=>{${edits.apply()}\n}`, STRIP).code;
    return {
      kind: 'ready',
      javascript: `(async()=>{"use strict";${functions}${body.slice('async()=>{'.length).replace(/;?\s*$/, '')})`,
      lets: [...names.lets],
      consts: [...names.consts],
      aliases: [...names.aliases],
    };
  } catch (thrown) {
    return unreadable(thrown, lines);
  }
}

const STRIP = { transforms: ['typescript' as const], disableESTransforms: true, keepUnusedImports: true };

function unreadable(thrown: unknown, lines: LineIndex): TransformResult {
  if (thrown instanceof UnreadableCell) return { kind: 'unreadable', message: thrown.message, ...lines.position(thrown.offset) };
  if (thrown instanceof RangeError) return { kind: 'unreadable', message: 'The code is nested too deeply to be read.' };
  const { message, loc } = thrown as SyntaxError & { readonly loc?: { readonly line: number; readonly column: number } };
  return {
    kind: 'unreadable',
    message: message.replace(/ \(\d+:\d+\)$/, ''),
    ...(loc && { line: loc.line, column: loc.column + 1 }),
  };
}
