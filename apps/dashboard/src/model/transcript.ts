import type {
  Artifact, CallApproval, CallCounts, CallStatus, CellError, CellStatus, EventError, JsonObject, Message, MimeBundle, PlaceName, PlanStep, Preview,
  RoundState, SessionStart, SpanId, TraceId, Usage, VariableSummary,
} from '@heddle/model';

/** A session as it is read: rounds of posts, each with what happened inside it, in order. */
export interface Transcript {
  /** Facts of the first `session-start`; absent when that event is missing. */
  readonly start: SessionStart | undefined;
  readonly rounds: readonly Round[];
  /** Things that belong to no post: a kernel that left, a plugin that could not be loaded. */
  readonly notices: readonly NoticeItem[];
  /** Every cell by its id, in the order of their start. */
  readonly cells: ReadonlyMap<string, Cell>;
  readonly lastSequence: number;
  /** How many events between the first and the last never came. */
  readonly missingEvents: number;
}

export interface Round {
  readonly id: string;
  readonly index: number;
  readonly query: string;
  readonly files: readonly Artifact[];
  readonly state: 'running' | RoundState;
  readonly reply: string;
  readonly reason: string | undefined;
  readonly error: EventError | undefined;
  readonly startMs: number;
  readonly durationMs: number | undefined;
  readonly posts: readonly Post[];
  /** One for each segment: a paused round goes on in another trace. */
  readonly traceIds: readonly TraceId[];
  /** Sum over the priced model calls so far; `null` when none has a price. */
  readonly costUsd: number | null;
}

export interface Post {
  readonly id: string;
  readonly from: string;
  /** Unknown until the post ends: until then, whom it answers. */
  readonly to: string;
  readonly state: 'running' | 'ended';
  readonly message: string;
  readonly items: readonly PostItem[];
  readonly error: EventError | undefined;
  readonly startMs: number;
  readonly durationMs: number | undefined;
}

export type PostItem =
  | { readonly kind: 'model-call'; readonly call: ModelCall }
  | { readonly kind: 'cell'; readonly cell: Cell; /** A later cell corrects this one. */ readonly superseded: boolean }
  /** A call that the model made itself, without code. */
  | { readonly kind: 'call'; readonly call: Call }
  | { readonly kind: 'plan'; readonly steps: readonly PlanStep[] }
  | { readonly kind: 'thought'; readonly text: string }
  | { readonly kind: 'artifact'; readonly artifact: Artifact }
  | { readonly kind: 'approval'; readonly approval: Approval }
  | NoticeItem;

export interface NoticeItem {
  readonly kind: 'notice';
  readonly tone: 'plain' | 'warn' | 'error';
  readonly title: string;
  readonly text: string;
}

export interface Approval {
  readonly callId: string;
  readonly plugin: string;
  readonly reason: string;
  readonly decision: 'waiting' | 'approved' | 'denied';
  readonly by: string | undefined;
  readonly note: string | undefined;
  readonly waitedMs: number | undefined;
  readonly askedMs: number;
}

/** Where a thing stands in the trace. */
interface SpanLink {
  readonly traceId: TraceId | undefined;
  readonly spanId: SpanId | undefined;
}

export interface ModelCall extends SpanLink {
  readonly id: string;
  /** Of the event that began it; `undefined` when it is known from its span. */
  readonly sequence: number | undefined;
  readonly provider: string;
  readonly model: string;
  readonly purpose: string;
  readonly attempt: number;
  readonly scripted: boolean;
  readonly parameters: JsonObject;
  readonly messages: readonly Message[];
  readonly state: 'running' | 'ok' | 'error';
  /** What has come so far, while it runs. */
  readonly streamed: string;
  readonly output: Message | undefined;
  readonly usage: Usage;
  readonly costUsd: number | null;
  readonly finishReasons: readonly string[];
  readonly timeToFirstTokenMs: number | undefined;
  readonly startMs: number;
  readonly durationMs: number | undefined;
  readonly error: EventError | undefined;
  readonly willRetry: boolean;
}

export interface Cell extends SpanLink {
  readonly id: string;
  readonly index: number;
  readonly language: string;
  readonly source: string;
  readonly attempt: number;
  readonly place: PlaceName | undefined;
  readonly kernelId: string | undefined;
  readonly status: 'running' | CellStatus;
  readonly roundId: string | undefined;
  readonly postId: string | undefined;
  readonly startMs: number;
  readonly durationMs: number | undefined;
  readonly calls: readonly Call[];
  /** What host and kernel counted; absent while it runs. */
  readonly counts: CallCounts | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly outputs: readonly OutputChunk[];
  readonly outputTruncated: boolean;
  readonly displays: readonly MimeBundle[];
  readonly value: MimeBundle | undefined;
  readonly artifacts: readonly Artifact[];
  readonly variables: readonly VariableSummary[];
  readonly error: CellError | undefined;
}

export interface OutputChunk {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
  /** Milliseconds since the start of the cell; absent when only the whole output is known. */
  readonly atMs: number | undefined;
}

export interface Call extends SpanLink {
  readonly id: string;
  /** Empty when a model made the call itself. */
  readonly cellId: string;
  readonly parentCallId: string | undefined;
  readonly plugin: string;
  readonly pluginVersion: string | undefined;
  readonly pluginHash: string | undefined;
  readonly sequence: number;
  /** From 1, in the source of `sourceCellId`; absent when nobody knows. */
  readonly line: number | undefined;
  readonly column: number | undefined;
  /** The cell whose source the line is in, when it is another than the one that ran. */
  readonly sourceCellId: string | undefined;
  /** Who made it; `undefined` when nobody said. */
  readonly origin: string | undefined;
  readonly arguments: Preview | undefined;
  readonly result: Preview | undefined;
  readonly status: 'running' | CallStatus;
  readonly error: EventError | undefined;
  /** Milliseconds since the start of the cell. */
  readonly startMs: number;
  readonly durationMs: number | undefined;
  readonly artifacts: readonly Artifact[];
  readonly logs: readonly { readonly level: string; readonly message: string }[];
  readonly approval: CallApproval | undefined;
}

/** True for a call that came to an end other than a good one. */
export function callFailed(call: Call): boolean {
  return call.status !== 'ok' && call.status !== 'running';
}

/** True for a cell that came to an end other than a good one. */
export function cellFailed(cell: Cell): boolean {
  return cell.status !== 'ok' && cell.status !== 'running';
}
