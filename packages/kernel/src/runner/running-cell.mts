/** One execution of a cell, as the runner keeps it. */
export interface RunningCell {
  readonly label: string;
  /** Plugin calls made so far. */
  calls: number;
  state: 'running' | 'ended' | 'interrupted';
  /** Ends the cell from outside its code. */
  readonly interrupt: () => void;
}

/*
 * One variable, and not AsyncLocalStorage: in Node 20 that needs async hooks, and with them an interrupt that unwinds
 * running code aborts the process ("execution_async_id() == 0"). So code that outlives its cell counts as part of the
 * cell that runs by then; its calls still carry the line, and the cell, they stand in.
 */
let current: RunningCell | undefined;

/** The cell that runs now. */
export function runningCell(): RunningCell | undefined {
  return current;
}

export function setRunningCell(cell: RunningCell | undefined): void {
  current = cell;
}
