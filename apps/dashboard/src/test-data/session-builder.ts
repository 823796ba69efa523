import { GEN_AI, HEDDLE, createId, msToUnixNano } from '@heddle/model';
import type {
  Artifact, Attachment, CallStatus, CellError, CellLanguage, CellStatus, EventError, EventPayload, HeddleEvent, JsonObject, JsonValue, Message,
  MimeBundle, Preview, SessionStart, SessionView, Sha256, SpanId, SpanRecord, TraceId, Usage, VariableSummary,
} from '@heddle/model';
import { summarise } from '../model/preview-of.js';
import { inTreeOrder, spanOf } from './span-of.js';
import { totalsOf, traceSummaryOf } from './trace-summary-of.js';

/** A session written down by hand: every step gives its events and its span, as a running one would. */
export interface BuiltSession {
  readonly sessionId: string;
  readonly events: readonly HeddleEvent[];
  readonly traces: readonly (readonly SpanRecord[])[];
  readonly view: SessionView;
}

export interface PostSteps {
  modelCall(call: {
    readonly purpose: string; readonly durationMs: number; readonly firstTokenMs: number; readonly usage: Usage; readonly costUsd: number | null;
    readonly reply: string; readonly messages?: readonly Message[]; readonly scripted?: boolean; readonly running?: boolean;
  }): void;
  attach(attachment: Attachment): void;
  cell(cell: {
    readonly index: number; readonly attempt: number; readonly source: string; readonly language?: CellLanguage; readonly durationMs: number;
    readonly status?: CellStatus; readonly error?: CellError; readonly output?: readonly (readonly [atMs: number, text: string])[];
    readonly value?: MimeBundle; readonly artifacts?: readonly Artifact[]; readonly variables?: readonly VariableSummary[];
    readonly displays?: readonly MimeBundle[]; readonly calls?: readonly CallSteps[];
  }): void;
  approval(approval: { readonly plugin: string; readonly reason: string; readonly waitedMs: number; readonly by: string }): void;
  pause(ms: number): void;
}

interface CallSteps {
  readonly plugin: string;
  readonly line: number;
  readonly column?: number;
  readonly atMs: number;
  readonly durationMs: number;
  readonly arguments: JsonValue;
  readonly result?: JsonValue;
  readonly summary?: string;
  readonly status?: CallStatus;
  readonly error?: EventError;
  readonly artifacts?: readonly Artifact[];
}

export class SessionBuilder {
  readonly sessionId: string;
  readonly #events: HeddleEvent[] = [];
  readonly #traces: SpanRecord[][] = [];
  readonly #title: string;
  readonly #model: string;
  readonly #app: string;
  #nowMs: number;
  #ids = 0;
  #roundIndex = 0;

  constructor(options: { readonly startMs: number; readonly title: string; readonly start: Omit<SessionStart, 'type'>; readonly model: string }) {
    this.#nowMs = options.startMs;
    this.#title = options.title;
    this.#model = options.model;
    this.#app = options.start.app;
    this.sessionId = this.#id('session');
    this.#note({ type: 'session-start', ...options.start });
  }

  round(query: string, options: { readonly reply?: string; readonly running?: boolean; readonly files?: readonly Artifact[] }, steps: (post: RoundSteps) => void): void {
    const roundId = this.#id('round');
    const trace = this.#hex(32) as TraceId;
    const spans: SpanRecord[] = [];
    this.#traces.push(spans);
    const index = ++this.#roundIndex;
    const root = this.#hex(16) as SpanId;
    const startMs = this.#nowMs;
    const scope = { roundId, traceId: trace };
    this.#note({ type: 'round-start', index, segment: 1, query, files: options.files ?? [] }, { ...scope, spanId: root });
    steps((post, work) => this.#post(post, work, { ...scope, root, spans }));
    const durationMs = this.#nowMs - startMs;
    if (!options.running) {
      this.#note({ type: 'round-end', state: 'finished', reply: options.reply ?? '', durationMs }, { ...scope, spanId: root });
    }
    spans.push(this.#span({
      spanId: root, traceId: trace, startMs, durationMs: options.running ? null : durationMs, kind: 'round', name: this.#app, sourceName: `invoke_workflow ${this.#app}`,
      input: query, output: options.reply ?? null, attributes: { [HEDDLE.kind]: 'round', [HEDDLE.roundId]: roundId, [HEDDLE.roundIndex]: index },
    }));
  }

  pause(ms: number): void {
    this.#nowMs += ms;
  }

  build(): BuiltSession {
    const traces = this.#traces.map((spans) => inTreeOrder(spans));
    const all = traces.flat();
    const running = all.some((span) => span.status === 'running');
    return {
      sessionId: this.sessionId,
      events: this.#events,
      traces,
      view: {
        session: {
          sessionId: this.sessionId, title: this.#title, app: this.#app, userId: null, tags: [], status: running ? 'running' : 'ok',
          startTime: new Date(Number(BigInt(this.#events[0]!.timeUnixNano) / 1_000_000n)).toISOString(),
          lastTime: new Date(this.#nowMs).toISOString(), rounds: this.#roundIndex, totals: totalsOf(all), settling: running,
        },
        traces: traces.map((spans) => traceSummaryOf(spans)),
      },
    };
  }

  #post(post: PostFacts, work: (steps: PostSteps) => void, round: RoundScope): void {
    const postId = this.#id('post');
    const spanId = this.#hex(16) as SpanId;
    const startMs = this.#nowMs;
    const scope = { roundId: round.roundId, postId, traceId: round.traceId };
    const attachments: Attachment[] = [];
    this.#note({ type: 'post-start', from: post.from, replyTo: post.to }, { ...scope, spanId, parentSpanId: round.root });
    work({
      modelCall: (call) => {
        const modelCallId = this.#id('modelCall');
        const callSpan = this.#hex(16) as SpanId;
        const at = { ...scope, spanId: callSpan, parentSpanId: spanId };
        const begin = this.#nowMs;
        const messages: readonly Message[] = call.messages ?? [];
        const output: Message = { role: 'assistant', parts: [{ type: 'text', content: call.reply }], finish_reason: 'stop' };
        this.#note({
          type: 'model-call-request', modelCallId, provider: 'anthropic', model: this.#model, parameters: { temperature: 0, max_tokens: 4_096 },
          messages, purpose: call.purpose, attempt: 1, scripted: call.scripted ?? false,
        }, at);
        if (call.running) {
          this.#nowMs += call.firstTokenMs;
          this.#note({ type: 'model-call-delta', modelCallId, text: call.reply }, at);
          this.#nowMs += call.durationMs - call.firstTokenMs;
        } else {
          this.#nowMs += call.durationMs;
          this.#note({
            type: 'model-call-end', modelCallId, responseModel: this.#model, output, usage: call.usage, costUsd: call.costUsd, finishReasons: ['stop'],
            timeToFirstTokenMs: call.firstTokenMs, durationMs: call.durationMs,
          }, at);
        }
        round.spans.push(this.#span({
          spanId: callSpan, parentSpanId: spanId, traceId: round.traceId, startMs: begin, durationMs: call.running ? null : call.durationMs, kind: 'llm', name: 'chat',
          sourceName: `chat ${this.#model}`, model: this.#model, requestModel: this.#model, provider: 'anthropic', params: { temperature: 0, max_tokens: 4_096 },
          inputMessages: messages, outputMessages: call.running ? [] : [output], inputTokens: call.usage.inputTokens ?? null, outputTokens: call.usage.outputTokens ?? null,
          cacheReadTokens: call.usage.cacheReadTokens ?? null, usageCounted: true, computedCostUsd: call.costUsd, finishReasons: call.running ? [] : ['stop'],
          timeToFirstTokenMs: call.firstTokenMs,
          attributes: { [HEDDLE.kind]: 'llm', [HEDDLE.modelCallId]: modelCallId, [HEDDLE.modelCallPurpose]: call.purpose, [GEN_AI.requestModel]: this.#model },
        }));
      },
      attach: (attachment) => {
        attachments.push(attachment);
        this.#note({ type: 'post-attachment', attachment }, { ...scope, spanId });
      },
      approval: (approval) => {
        const callId = this.#id('call');
        const begin = this.#nowMs;
        this.#note({ type: 'approval-request', callId, plugin: approval.plugin, reason: approval.reason }, { ...scope, spanId });
        this.#nowMs += approval.waitedMs;
        this.#note({ type: 'approval-decision', callId, decision: 'approved', by: approval.by, waitedMs: approval.waitedMs }, { ...scope, spanId });
        round.spans.push(this.#span({
          spanId: this.#hex(16) as SpanId, parentSpanId: spanId, traceId: round.traceId, startMs: begin, durationMs: approval.waitedMs, kind: 'guardrail', name: 'approval',
          sourceName: 'approval', input: { plugin: approval.plugin, reason: approval.reason },
          attributes: { [HEDDLE.kind]: 'guardrail', [HEDDLE.approvalDecision]: 'approved', [HEDDLE.approvalBy]: approval.by, [HEDDLE.approvalWaitedMs]: approval.waitedMs },
        }));
      },
      cell: (cell) => this.#cell(cell, { ...scope, postSpan: spanId, spans: round.spans }),
      pause: (ms) => { this.#nowMs += ms; },
    });
    if (!post.running) {
      this.#note({ type: 'post-end', from: post.from, to: post.to, message: post.message, attachments, durationMs: this.#nowMs - startMs }, { ...scope, spanId });
    }
    round.spans.push(this.#span({
      spanId, parentSpanId: round.root, traceId: round.traceId, startMs, durationMs: post.running ? null : this.#nowMs - startMs, kind: 'agent', name: post.from,
      sourceName: `invoke_agent ${post.from}`, agentName: post.from, output: post.message,
      attributes: { [HEDDLE.kind]: 'agent', [HEDDLE.postId]: postId, [HEDDLE.postFrom]: post.from, [HEDDLE.postTo]: post.to },
    }));
  }

  #cell(cell: Parameters<PostSteps['cell']>[0], scope: CellScope): void {
    const cellId = this.#id('cell');
    const spanId = this.#hex(16) as SpanId;
    const at = { roundId: scope.roundId, postId: scope.postId, traceId: scope.traceId, spanId, parentSpanId: scope.postSpan };
    const startMs = this.#nowMs;
    const language = cell.language ?? 'typescript';
    const status = cell.status ?? 'ok';
    const calls = cell.calls ?? [];
    const stdout = (cell.output ?? []).map(([, text]) => text).join('');
    const failed = calls.filter((call) => (call.status ?? 'ok') !== 'ok').length;
    this.#note({ type: 'cell-start', cellId, index: cell.index, language, source: cell.source, attempt: cell.attempt, place: 'bubblewrap', kernelId: 'krn_7f2' }, at);
    const moments: { readonly atMs: number; readonly payload: EventPayload; readonly span: SpanId }[] = [];
    calls.forEach((call, index) => {
      const callId = this.#id('call');
      const span = this.#hex(16) as SpanId;
      const result = call.result === undefined ? undefined : preview(call.result, call.summary);
      moments.push({ atMs: call.atMs, span, payload: {
        type: 'call-start', callId, cellId, plugin: call.plugin, pluginVersion: '1.4.0', pluginHash: '9c41e7', arguments: preview(call.arguments), line: call.line,
        column: call.column ?? 1, callSequence: index + 1, origin: 'code',
      } });
      moments.push({ atMs: call.atMs + call.durationMs, span, payload: {
        type: 'call-end', callId, status: call.status ?? 'ok', result, error: call.error, durationMs: call.durationMs, artifacts: call.artifacts ?? [],
      } });
      const attributes: Record<string, JsonValue> = {
        [HEDDLE.kind]: 'tool', [HEDDLE.callId]: callId, [HEDDLE.callCell]: cellId, [HEDDLE.callLine]: call.line, [HEDDLE.callSequence]: index + 1,
        [HEDDLE.callStatus]: call.status ?? 'ok', [HEDDLE.pluginVersion]: '1.4.0', [HEDDLE.pluginHash]: '9c41e7', [HEDDLE.place]: 'bubblewrap',
        ...(result ? { [HEDDLE.callSummary]: result.summary } : {}),
      };
      scope.spans.push(this.#span({
        spanId: span, parentSpanId: spanId, traceId: scope.traceId, startMs: startMs + call.atMs, durationMs: call.durationMs, kind: 'tool', name: call.plugin,
        sourceName: `execute_tool ${call.plugin}`, status: (call.status ?? 'ok') === 'ok' ? 'ok' : 'error', toolName: call.plugin, toolArguments: call.arguments,
        toolResult: call.result ?? null, error: call.error ?? null, call: { cellId, line: call.line, column: call.column ?? 1, sequence: index + 1, origin: 'code' }, attributes,
      }));
    });
    for (const [atMs, text] of cell.output ?? []) moments.push({ atMs, span: spanId, payload: { type: 'cell-output', cellId, stream: 'stdout', text, atMs } });
    for (const bundle of cell.displays ?? []) moments.push({ atMs: cell.durationMs, span: spanId, payload: { type: 'cell-display', cellId, bundle, atMs: cell.durationMs } });
    moments.sort((one, other) => one.atMs - other.atMs);
    for (const moment of moments) {
      this.#nowMs = startMs + moment.atMs;
      this.#note(moment.payload, { ...at, spanId: moment.span });
    }
    this.#nowMs = startMs + cell.durationMs;
    this.#note({
      type: 'cell-end', cellId, status, value: cell.value, stdout, stderr: '', outputTruncated: false, artifacts: cell.artifacts ?? [], error: cell.error,
      durationMs: cell.durationMs, calls: { host: calls.length, kernel: calls.length, failed }, variables: cell.variables ?? [],
    }, at);
    scope.spans.push(this.#span({
      spanId, parentSpanId: scope.postSpan, traceId: scope.traceId, startMs, durationMs: cell.durationMs, kind: 'code', name: `execute_${language}`,
      sourceName: `execute_tool execute_${language}`, status: status === 'ok' ? 'ok' : 'error', error: cell.error ? { type: cell.error.type, message: cell.error.message } : null,
      code: { source: cell.source, language, output: stdout, status },
      toolResult: { stdout, stderr: '', ...(cell.value ? { value: cell.value } : {}) },
      attributes: {
        [HEDDLE.kind]: 'code', [HEDDLE.cellId]: cellId, [HEDDLE.cellIndex]: cell.index, [HEDDLE.cellAttempt]: cell.attempt, [HEDDLE.cellLanguage]: language,
        [HEDDLE.cellStatus]: status, [HEDDLE.place]: 'bubblewrap', [HEDDLE.kernelId]: 'krn_7f2', [HEDDLE.cellCallsHost]: calls.length, [HEDDLE.cellCallsKernel]: calls.length,
        [HEDDLE.cellCallsFailed]: failed, ...(cell.variables ? { [HEDDLE.cellVariables]: JSON.stringify(cell.variables) } : {}),
        ...(cell.error?.line === undefined ? {} : { [HEDDLE.cellErrorLine]: cell.error.line }),
        ...(cell.artifacts ? { [HEDDLE.artifacts]: JSON.stringify(cell.artifacts) } : {}),
      },
    }));
  }

  #span(facts: Parameters<typeof spanOf>[0]): SpanRecord {
    const attributes: JsonObject = { ...facts.attributes, [GEN_AI.conversationId]: this.sessionId, [GEN_AI.sessionId]: this.sessionId };
    return spanOf({ ...facts, sessionId: this.sessionId, attributes });
  }

  #note(payload: EventPayload, scope: Scope = {}): void {
    this.#events.push({
      ...payload, eventId: this.#id('event'), sequence: this.#events.length + 1, timeUnixNano: String(msToUnixNano(this.#nowMs)), sessionId: this.sessionId, ...scope,
    } as HeddleEvent);
  }

  #id(kind: Parameters<typeof createId>[0]): string {
    return createId(kind, this.#nowMs, () => (++this.#ids * 0.618_033_988_75) % 1);
  }

  #hex(length: number): string {
    let text = '';
    while (text.length < length) text += Math.floor(((++this.#ids * 0.618_033_988_75) % 1) * 0xffff_ffff).toString(16).padStart(8, '0');
    return text.slice(0, length);
  }
}

interface PostFacts { readonly from: string; readonly to: string; readonly message: string; readonly running?: boolean }
export type RoundSteps = (post: PostFacts, work: (steps: PostSteps) => void) => void;
interface Scope { readonly roundId?: string; readonly postId?: string; readonly traceId?: TraceId; readonly spanId?: SpanId; readonly parentSpanId?: SpanId }
interface RoundScope { readonly roundId: string; readonly traceId: TraceId; readonly root: SpanId; readonly spans: SpanRecord[] }
interface CellScope { readonly roundId: string; readonly postId: string; readonly traceId: TraceId; readonly postSpan: SpanId; readonly spans: SpanRecord[] }

function preview(value: JsonValue, summary: string = summarise(value)): Preview {
  const json = JSON.stringify(value, null, 2);
  return { json, summary, sizeBytes: json.length, sha256: '0'.repeat(64) as Sha256, truncated: false };
}
