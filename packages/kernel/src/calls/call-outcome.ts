import type { CallApproval, CallStatus, EventError, JsonValue } from '@heddle/model';

/** How a call came out, before it is recorded. */
export type CallOutcome =
  | {
    readonly status: 'ok';
    readonly value: JsonValue;
    /** The value as JSON: written once, recorded and sent. */
    readonly json: string;
    readonly approval?: CallApproval;
  }
  | { readonly status: Exclude<CallStatus, 'ok'>; readonly error: EventError; readonly approval?: CallApproval };

/** Why a cell ends its calls. */
export type StopStatus = 'timeout' | 'interrupted' | 'cancelled' | 'cell-end' | 'kernel-exit';

const STOPPED: Readonly<Record<StopStatus, string>> = {
  timeout: 'The time limit was reached while the call ran.',
  interrupted: 'The cell was interrupted while the call ran.',
  cancelled: 'The round was cancelled while the call ran.',
  'cell-end': 'The call was still running when its cell ended. Await it in the cell that makes it.',
  'kernel-exit': 'The kernel ended while the call ran.',
};

export function stoppedOutcome(status: StopStatus): CallOutcome {
  return { status, error: { type: status, message: STOPPED[status] } };
}

export function refusedOutcome(type: string, message: string): CallOutcome {
  return { status: 'refused', error: { type, message } };
}
