import type { CallAggregate, CallEnd, CallLog, CallStart } from './call-events.js';
import type { CellDisplay, CellEnd, CellOutput, CellStart } from './cell-events.js';
import type { EventEnvelope } from './envelope.js';
import type { KernelEnd, KernelStart, KernelWarning } from './kernel-events.js';
import type { MemoryCompaction, MemoryLesson, MemoryRecall, MemoryWrite } from './memory-events.js';
import type { ModelCallDelta, ModelCallEnd, ModelCallError, ModelCallRequest } from './model-call-events.js';
import type { OperationEnd, OperationStart } from './operation-events.js';
import type { ApprovalDecision, ApprovalRequest, BudgetExceeded, PluginChange, PluginError } from './policy-events.js';
import type { PostAttachment, PostEnd, PostMessageDelta, PostStart } from './post-events.js';
import type { RoundEnd, RoundStart } from './round-events.js';
import type { SessionEnd, SessionStart } from './session-events.js';

/** What happened, without the envelope. */
export type EventPayload =
  | SessionStart | SessionEnd
  | RoundStart | RoundEnd
  | PostStart | PostMessageDelta | PostAttachment | PostEnd
  | ModelCallRequest | ModelCallDelta | ModelCallEnd | ModelCallError
  | CellStart | CellOutput | CellDisplay | CellEnd
  | CallStart | CallLog | CallEnd | CallAggregate
  | KernelStart | KernelEnd | KernelWarning
  | ApprovalRequest | ApprovalDecision | BudgetExceeded | PluginError | PluginChange
  | MemoryCompaction | MemoryRecall | MemoryWrite | MemoryLesson
  | OperationStart | OperationEnd;

export type EventType = EventPayload['type'];

/** Payload and envelope stand side by side in one object: this does not compile when a payload has an envelope's field. */
type KeysOf<Union> = Union extends unknown ? keyof Union : never;
type Collision = Extract<KeysOf<EventPayload>, keyof EventEnvelope>;
type Checked<Payload> = [Collision] extends [never] ? Payload : never;

/** One thing that happened in a session. Events and spans are two encodings of the same record. */
export type HeddleEvent = Checked<EventEnvelope & EventPayload>;

/** The event of one type: `EventOf<'call-end'>`. */
export type EventOf<Type extends EventType> = EventEnvelope & Extract<EventPayload, { readonly type: Type }>;

/** Name of an event on the wire: an OTLP log record's `event_name`. */
export function eventName(type: EventType): string {
  return `heddle.${type}`;
}
