import type { HostFrame, KernelCellError } from '../protocol/frames.js';
import { clearMark, positionInStack } from './call-position.mjs';
import { declareNames } from './cell-helpers.mjs';
import { send } from './channel.mjs';
import { clearInterrupt, interruptGuards } from './interrupter.mjs';
import { flushOutput, openOutput } from './console.mjs';
import { displaysSent } from './display.mjs';
import { abandonCalls } from './plugin-stubs.mjs';
import { runningCell, setRunningCell, type RunningCell } from './running-cell.mjs';
import { stopTimers } from './timers.mjs';
import { toValueBundle, valueText } from './value-bundle.mjs';
import { addVariables, describeVariables } from './variables.mjs';

type CellFrame = Extract<HostFrame, { t: 'cell' }>;
type Ending = { readonly outcome: 'ok'; readonly value: unknown } | { readonly outcome: 'error'; readonly thrown: unknown } | { readonly outcome: 'interrupted' };

// oxlint-disable-next-line no-eval -- running generated code is what this program is for
const evaluate = globalThis.eval;
const microtask = queueMicrotask;
const nextRound = setImmediate;

/** Starts a cell; the host is told how it ended. The host sends one at a time. */
export function runCell({ cell: label, code, maxOutput }: CellFrame): void {
  if (code.language !== 'typescript') return;
  let settle!: (ending: Ending) => void;
  const ended = new Promise<Ending>((resolve) => {
    settle = resolve;
  });
  const cell: RunningCell = { label, calls: 0, state: 'running', interrupt: () => settle({ outcome: 'interrupted' }) };
  setRunningCell(cell);
  openOutput(maxOutput);
  clearMark();
  clearInterrupt();
  const names = [...code.lets, ...code.consts];
  // Who waits for the end is in place before the code starts: an interrupt unwinds everything below this microtask.
  void ended.then((ending) => report(cell, ending));
  microtask(() => {
    try {
      declareNames(names);
      addVariables(names);
      (evaluate(`${code.javascript}()\n//# sourceURL=cell-${label}.ts`) as Promise<unknown>).then(
        (value) => settle({ outcome: 'ok', value }),
        (thrown: unknown) => settle({ outcome: 'error', thrown }),
      );
    } catch (thrown) {
      settle({ outcome: 'error', thrown });
    }
  });
}

/**
 * Ends a cell. Not at once, but in the event loop's next round: code that is about to go on, and then never lets go, is
 * unwound by the interrupter first, and with it V8 drops every microtask there is.
 */
export function interruptCell(label: string): void {
  const cell = runningCell();
  if (cell?.label !== label || cell.state !== 'running') return;
  cell.state = 'interrupted';
  stopTimers(cell);
  interruptGuards();
  nextRound(cell.interrupt);
}

async function report(cell: RunningCell, ending: Ending): Promise<void> {
  const value = ending.outcome === 'ok' && ending.value !== undefined ? await toValueBundle(ending.value) : undefined;
  if (ending.outcome !== 'interrupted') await displaysSent();
  const outputTruncated = flushOutput();
  if (cell.state === 'running') cell.state = 'ended';
  send({
    t: 'done',
    cell: cell.label,
    outcome: ending.outcome,
    ...(value && { value: value.bundle }),
    ...(ending.outcome === 'error' && { error: describeError(ending.thrown) }),
    calls: cell.calls,
    variables: describeVariables(),
    ...(outputTruncated && { outputTruncated }),
  }, value?.parts);
  setRunningCell(undefined);
  abandonCalls(cell);
}

/** What was thrown, with the line of the cell it came from. */
export function describeError(thrown: unknown): KernelCellError {
  try {
    if (typeof thrown !== 'object' || thrown === null) return { type: typeof thrown, message: valueText(thrown) };
    const { name, message, stack } = thrown as Partial<Error>;
    const trace = typeof stack === 'string' ? stack.replaceAll(', <anonymous>:', ':') : '';
    const line = positionInStack(trace)?.line;
    return {
      type: typeof name === 'string' ? name : 'Error',
      message: typeof message === 'string' ? message : valueText(thrown),
      ...(trace !== '' && { stack: withoutRunner(trace) }),
      ...(line !== undefined && { line }),
    };
  } catch {
    return { type: 'Error', message: 'a value that cannot be shown was thrown' };
  }
}

/** A stack without the frames of the runner and of the engine: they say nothing about the cell. */
function withoutRunner(stack: string): string {
  return stack.split('\n').filter((line) => !/^\s+at .*(?:\/runner\/[\w-]+\.mjs|node:internal|\(<anonymous>\)|eval at work)/.test(line)).join('\n').slice(0, 4_000);
}
