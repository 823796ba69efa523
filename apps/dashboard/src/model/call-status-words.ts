import { callFailed, cellFailed, type Call, type Cell } from './transcript.js';

const WORDS: Readonly<Record<Call['status'], string>> = {
  ok: 'ok', running: 'running', error: 'failed', refused: 'refused', timeout: 'timed out', interrupted: 'interrupted', cancelled: 'cancelled',
  'cell-end': 'left running when the cell ended', 'kernel-exit': 'lost with the kernel', 'host-crash': 'lost with the host',
};

/** How a call went, in words: `failed, caught` when its cell ended well all the same. */
export function callStatusWords(call: Call, cell?: Cell): string {
  const caught = callFailed(call) && call.status !== 'cell-end' && cell !== undefined && cell.status !== 'running' && !cellFailed(cell);
  return caught ? `${WORDS[call.status]}, caught` : WORDS[call.status];
}

const CELL_WORDS: Readonly<Record<Cell['status'], string>> = {
  ok: 'ok', running: 'running', error: 'failed', refused: 'refused', timeout: 'timed out', interrupted: 'interrupted', cancelled: 'cancelled', 'kernel-exit': 'lost with the kernel',
};

export function cellStatusWords(cell: Cell): string {
  return CELL_WORDS[cell.status];
}
