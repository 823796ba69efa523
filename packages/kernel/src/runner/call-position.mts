const captureStackTrace = Error.captureStackTrace;
const ErrorConstructor = Error;
const NO_ARGUMENTS: readonly never[] = Object.freeze([]);

export interface CallPosition {
  /** Label of the cell whose source the line is in. */
  readonly at: string;
  readonly line: number;
  readonly column?: number;
}

let markedCell = '';
let markedLine = 0;
let markedColumn = 0;

/** Remembers where the call that comes next stands; gives back its last argument. Costs about a nanosecond. */
export function markCall(cell: string, line: number, column: number, lastArgument: unknown): unknown {
  markedCell = cell;
  markedLine = line;
  markedColumn = column;
  return lastArgument;
}

/** As `markCall`, for a call without arguments: `f(...markEmptyCall("3", 7, 1))`. */
export function markEmptyCall(cell: string, line: number, column: number): readonly never[] {
  markCall(cell, line, column, undefined);
  return NO_ARGUMENTS;
}

/** Forgets a mark nobody took, such as that of a call which a look-alike of a plugin received. */
export function clearMark(): void {
  markedLine = 0;
}

/** Where the plugin is called: the mark, or the innermost line of a cell on the stack (`items.map(weather.load)`). */
export function takePosition(below: (...args: never[]) => unknown): CallPosition | undefined {
  if (markedLine === 0) return positionOnStack(below);
  const position = { at: markedCell, line: markedLine, column: markedColumn };
  markedLine = 0;
  return position;
}

function positionOnStack(below: (...args: never[]) => unknown): CallPosition | undefined {
  const holder: { stack?: string } = {};
  const limit = ErrorConstructor.stackTraceLimit;
  ErrorConstructor.stackTraceLimit = 8;
  captureStackTrace(holder, below);
  ErrorConstructor.stackTraceLimit = limit;
  return positionInStack(String(holder.stack));
}

/** The first line of a cell that a stack names. Deno writes an extra `<anonymous>` into the frames of evaluated code. */
export function positionInStack(stack: string): CallPosition | undefined {
  const match = /cell-([\d.]+)\.ts(?:, <anonymous>)?:(\d+)/.exec(stack);
  return match ? { at: match[1]!, line: Number(match[2]) } : undefined;
}
