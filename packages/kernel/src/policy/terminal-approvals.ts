import { createInterface } from 'node:readline/promises';
import type { Readable, Writable } from 'node:stream';
import type { ApprovalAnswer, ApprovalPort, ApprovalQuestion } from './approval-port.js';

// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/g;
const MAX_SHOWN = 2_000;

export interface TerminalApprovalsOptions {
  /** Default: the process's stdin. */
  readonly input?: Readable;
  /** Default: the process's stderr. */
  readonly output?: Writable;
  /** Recorded as who decided. Default: the name of the user who runs the process. */
  readonly by?: string;
}

/** Asks in the terminal, one question at a time. Everything but an explicit yes denies. */
export function createTerminalApprovals(options: TerminalApprovalsOptions = {}): ApprovalPort {
  const { input = process.stdin, output = process.stderr, by = process.env['USER'] ?? 'terminal' } = options;
  let last: Promise<unknown> = Promise.resolve();

  async function ask(question: ApprovalQuestion, signal: AbortSignal): Promise<ApprovalAnswer> {
    if (signal.aborted) return { decision: 'denied', by: 'heddle', note: 'The cell ended.' };
    const terminal = createInterface({ input, output });
    try {
      const reply = await terminal.question(questionText(question), { signal });
      const approved = /^\s*(?:y|yes)\s*$/i.test(reply);
      return { decision: approved ? 'approved' : 'denied', by };
    } catch {
      return { decision: 'denied', by: 'heddle', note: signal.aborted ? 'The cell ended.' : 'Nobody answered.' };
    } finally {
      terminal.close();
    }
  }

  return {
    ask(question, signal) {
      const turn = last.then(() => ask(question, signal));
      last = turn;
      return turn;
    },
  };
}

function questionText({ plugin, reason, arguments: given, line }: ApprovalQuestion): string {
  const place = line === undefined ? '' : ` (line ${line})`;
  return `\nThe code wants to call ${harmless(plugin)}${place}: ${harmless(reason)}\n  with ${harmless(given.json)}\nAllow it? [y/N] `;
}

/** Text from generated code must not move the cursor, hide itself or look like the question. */
function harmless(text: string): string {
  const plain = text.replace(CONTROL, '\uFFFD').replaceAll('\n', ' ');
  return plain.length > MAX_SHOWN ? `${plain.slice(0, MAX_SHOWN)}…` : plain;
}
