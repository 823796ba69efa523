import { createRedactor, systemClock, type ArtifactSink, type Clock, type Observation, type Observer, type Redactor } from '@heddle/sdk';
import type { CallablePlugin } from '../callable-plugin.js';
import { DEFAULT_LIMITS } from '../kernel-limits.js';
import { pluginTable } from '../plugin-table.js';
import type { ApprovalPort } from '../policy/approval-port.js';
import type { CallPolicy } from '../policy/call-policy.js';
import { PayloadKeeper } from '../workspace/payload-keeper.js';
import { CallDesk, type CallRequest } from './call-desk.js';
import type { CallOutcome } from './call-outcome.js';

export interface CallDeskOptions {
  readonly plugins: readonly CallablePlugin[];
  /** What the calls are recorded below: the post of the role whose model makes them. */
  readonly parent: Observation;
  readonly observer: Observer;
  readonly artifacts: ArtifactSink;
  /** Default: everything is allowed. Limits `perCell` hold for the calls of this desk together. */
  readonly policy?: CallPolicy;
  /** Who permits the calls for which the policy wants a permission. Without one they are refused. */
  readonly approvals?: ApprovalPort;
  /** Longest time of one call, in milliseconds; default as long as a cell may run. */
  readonly callTimeMs?: number;
  /** Default: the machine's clock. */
  readonly clock?: Clock;
  /** Default: hides the values of fields with a secret's name. */
  readonly redact?: Redactor;
  /** Told, in a sentence, when something of a call could not be kept. */
  readonly warn: (message: string) => void;
}

/** What a model asks to be called. */
export type PluginCallRequest = Pick<CallRequest, 'plugin' | 'args' | 'unsendable' | 'toolCallId'>;

/** Plugin calls that a model makes itself. */
export interface OpenCallDesk {
  /** Runs one call to its end, however it ends; never rejects. */
  run(request: PluginCallRequest): Promise<CallOutcome>;
  /** Ends the calls that still run, as cancelled, and waits until all is kept. */
  close(): Promise<void>;
}

/**
 * Opens a desk for calls that no cell makes. What holds for the calls of code holds for them: schema, policy, limits,
 * permission, redaction, events and span.
 */
export function openCallDesk(options: CallDeskOptions): OpenCallDesk {
  const { plugins, parent, observer, artifacts, policy = {}, approvals, callTimeMs = DEFAULT_LIMITS.cellTimeMs, clock = systemClock, redact = createRedactor(), warn } = options;
  const payloads = new PayloadKeeper(artifacts, DEFAULT_LIMITS.payloadBytes, warn);
  const desk = new CallDesk({
    sessionId: observer.sessionId,
    cellId: undefined,
    plugins: pluginTable(plugins),
    parent, clock, redact, artifacts, payloads, policy, approvals,
    holdClock: () => () => {},
    exportHeld: (span) => observer.exportHeld(span),
  });
  return {
    run: (request) => desk.run({ ...request, origin: 'model', timeMs: callTimeMs }),
    async close() {
      desk.stop('cancelled');
      await desk.drained();
      await payloads.settled();
    },
  };
}
