import { formatWithOptions } from 'node:util';
import { send } from './channel.mjs';
import { runningCell, type RunningCell } from './running-cell.mjs';

type Stream = 'stdout' | 'stderr';

/** Text is sent at once when none was sent for this long, else it is gathered. */
const GATHER_MS = 40;
const GATHER_LENGTH = 8_192;

const now = performance.now.bind(performance);
const later = setTimeout;
const FORMAT = { depth: 4, breakLength: 120, maxArrayLength: 100, maxStringLength: 10_000 };

let gathered: { readonly cell: string; readonly stream: Stream; readonly text: string }[] = [];
let gatheredLength = 0;
let lastSentMs = -GATHER_MS;
let timer: ReturnType<typeof setTimeout> | undefined;
let budget = 0;
let truncated = false;

/** Starts the output of a cell: at most `maxLength` units of it are sent. */
export function openOutput(maxLength: number): void {
  budget = maxLength;
  truncated = false;
}

/** Sends what is gathered. @returns true when output of this cell was dropped */
export function flushOutput(): boolean {
  const pieces = gathered;
  gathered = [];
  gatheredLength = 0;
  lastSentMs = now();
  for (let index = 0; index < pieces.length;) {
    const { cell, stream } = pieces[index]!;
    let text = '';
    for (; index < pieces.length && pieces[index]!.stream === stream && pieces[index]!.cell === cell; index++) text += pieces[index]!.text;
    send({ t: 'out', cell, stream, text });
  }
  return truncated;
}

function writeOutput(stream: Stream, text: string, cell: RunningCell | undefined = runningCell()): void {
  if (!cell || cell.state !== 'running' || text === '') return;
  if (text.length > budget) {
    truncated = true;
    text = text.slice(0, budget);
    if (text === '') return;
  }
  budget -= text.length;
  gathered.push({ cell: cell.label, stream, text });
  gatheredLength += text.length;
  if (gatheredLength >= GATHER_LENGTH || now() - lastSentMs >= GATHER_MS) flushOutput();
  else timer ??= later(() => {
    timer = undefined;
    flushOutput();
  }, GATHER_MS);
}

/** Points the console, and what writes to the process's streams, at the running cell. */
export function redirectConsole(): void {
  const stdout = lineWriter('stdout');
  const stderr = lineWriter('stderr');
  Object.assign(console, { log: stdout, info: stdout, debug: stdout, dir: stdout, warn: stderr, error: stderr, trace: stderr });
  console.assert = (condition?: unknown, ...args: unknown[]) => {
    if (!condition) stderr('Assertion failed', ...args);
  };
}

function lineWriter(stream: Stream): (...args: unknown[]) => void {
  return (...args) => writeOutput(stream, `${formatWithOptions(FORMAT, ...args)}\n`);
}
