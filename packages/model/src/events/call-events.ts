import type { Artifact } from '../artifact.js';
import type { Preview } from '../preview.js';
import type { UnixNanoText } from '../units.js';
import type { EventError } from './envelope.js';

export interface CallStart {
  readonly type: 'call-start';
  readonly callId: string;
  /** The cell whose code calls. Absent when a model makes the call itself (`origin` is `model`): its post stands in for the cell. */
  readonly cellId?: string;
  /** The model's own id of the call, when a model makes it. */
  readonly toolCallId?: string;
  /** The call that caused this one, when a plugin calls another. */
  readonly parentCallId?: string;
  readonly plugin: string;
  readonly pluginVersion: string;
  readonly pluginHash: string;
  readonly arguments: Preview;
  /** Where the code calls, in the cell that defines that code. From 1; absent when unknown. Reported by the kernel. */
  readonly line?: number;
  readonly column?: number;
  /** The cell whose source `line` is in, when it is not the running one (a function kept from an earlier cell). */
  readonly sourceCellId?: string;
  /** The thread or task that calls, when it is not the main one. Reported by the kernel. */
  readonly task?: string;
  /** Counts the calls of a cell, or of a post, from 1, in the order the host took them. */
  readonly callSequence: number;
  readonly origin: 'code' | 'plugin' | 'model' | 'user';
}

export interface CallLog {
  readonly type: 'call-log';
  readonly callId: string;
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
}

/**
 * How a call ended: `ok`; `error` (the plugin threw); `refused` (schema, limit, policy or a person said no);
 * `timeout`, `interrupted`, `cancelled`; `cell-end` (still running when its cell ended); `kernel-exit`; `host-crash`.
 */
export type CallStatus =
  | 'ok' | 'error' | 'refused' | 'timeout' | 'interrupted' | 'cancelled' | 'cell-end' | 'kernel-exit' | 'host-crash';

export interface CallEnd {
  readonly type: 'call-end';
  readonly callId: string;
  readonly status: CallStatus;
  readonly result?: Preview;
  readonly error?: EventError;
  readonly durationMs: number;
  readonly artifacts: readonly Artifact[];
  /** What a person, or whoever stands behind the approval port, decided about this call. */
  readonly approval?: CallApproval;
}

export interface CallApproval {
  readonly decision: 'approved' | 'denied';
  readonly by: string;
  readonly waitedMs: number;
}

/** Counts over the calls of one cell, written once when there were more than are exported one by one. */
export interface CallAggregate {
  readonly type: 'call-aggregate';
  readonly cellId: string;
  readonly calls: number;
  readonly failed: number;
  /** How many of them have a span of their own: the first, the last, the slowest and those that failed. */
  readonly exported: number;
  readonly plugins: readonly CallAggregatePlugin[];
  readonly startUnixNano: UnixNanoText;
  readonly durationMs: number;
}

export interface CallAggregatePlugin {
  readonly plugin: string;
  readonly calls: number;
  readonly failed: number;
  readonly totalMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
}
