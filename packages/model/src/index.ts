export type { Brand } from './brand.js';
export { isJsonObject } from './json.js';
export type { JsonObject, JsonValue } from './json.js';
export { ID_PREFIXES, createId, parseSha256, parseSpanId, parseTraceId } from './ids.js';
export type { IdKind, Sha256, SpanId, TraceId } from './ids.js';
export { msToUnixNano, unixNanoToIso, unixNanoToMs } from './units.js';
export type { UnixNano, UnixNanoText } from './units.js';
export { assertNever } from './assert-never.js';
export { SPAN_KINDS, parseSpanKind } from './span-kind.js';
export type { SpanKind } from './span-kind.js';
export { PLACE_NAMES } from './place-name.js';
export type { PlaceName } from './place-name.js';
export { messageText } from './message.js';
export type { GenericPart, Message, MessagePart } from './message.js';
export type { Usage } from './usage.js';
export type { Preview } from './preview.js';
export type { Artifact } from './artifact.js';
export type { Attachment, CellLanguage, CellStatus, KernelLanguage, PlanStep } from './attachment.js';
export { TABLE_MIME_TYPE } from './mime-bundle.js';
export type { MimeBundle, TablePreview } from './mime-bundle.js';
export { GEN_AI, GEN_AI_REQUEST_PREFIX, HEDDLE, STARTED } from './attribute-keys.js';
export type { RawLog, RawSpan, RawSpanEvent, RawSpanLink } from './raw-span.js';
export type { CallRecord, CodeRecord, SpanRecord, SpanRecordEvent } from './span-record.js';

export { eventName } from './events/heddle-event.js';
export type { EventOf, EventPayload, EventType, HeddleEvent } from './events/heddle-event.js';
export type { EventEnvelope, EventError } from './events/envelope.js';
export type { PluginSummary, SessionEnd, SessionStart } from './events/session-events.js';
export type { RoundEnd, RoundStart, RoundState, StopReason } from './events/round-events.js';
export type { PostAttachment, PostEnd, PostMessageDelta, PostStart } from './events/post-events.js';
export type { ModelCallDelta, ModelCallEnd, ModelCallError, ModelCallRequest, ToolDefinition } from './events/model-call-events.js';
export type {
  CallCounts, CellDisplay, CellEnd, CellError, CellOutput, CellStart, VariableSummary,
} from './events/cell-events.js';
export type {
  CallAggregate, CallAggregatePlugin, CallApproval, CallEnd, CallLog, CallStart, CallStatus,
} from './events/call-events.js';
export type { KernelEnd, KernelStart, KernelWarning } from './events/kernel-events.js';
export type {
  ApprovalDecision, ApprovalRequest, BudgetExceeded, PluginChange, PluginError,
} from './events/policy-events.js';
export type { MemoryCompaction, MemoryLesson, MemoryRecall, MemoryWrite } from './events/memory-events.js';
export type { OperationEnd, OperationStart } from './events/operation-events.js';

export type { TraceSummary, TraceTotals, TraceView } from './api/trace-view.js';
export type { SessionEvents, SessionList, SessionSummary, SessionView } from './api/session-view.js';
export type { LiveMessage } from './api/live-message.js';
export type { ApiError, Health } from './api/health.js';
