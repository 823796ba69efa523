import type { Attachment, EventOf, HeddleEvent, SessionStart, TraceId } from '@heddle/model';
import { elapsedMs, momentMs } from './elapsed-ms.js';
import { settlePlans } from './settle-plans.js';
import type { Approval, Call, Cell, ModelCall, NoticeItem, Post, PostItem, Round, Transcript } from './transcript.js';

/**
 * Reads a session out of its events. Pure: the same events give the same transcript, so a page that is fed one event at
 * a time and a page opened afterwards show the same thing.
 *
 * @param events - any order; repeated and missing ones are borne. Events of a kind this version does not know are passed over.
 */
export function buildTranscript(events: readonly HeddleEvent[]): Transcript {
  const ordered = inOrder(events);
  const draft = new Draft();
  for (const event of ordered) draft.take(event);
  const first = ordered[0]?.sequence ?? 1;
  const last = ordered.at(-1)?.sequence ?? 0;
  return {
    start: draft.start,
    rounds: [...draft.rounds.values()].map((round) => finishRound(round)),
    notices: draft.notices,
    cells: new Map([...draft.cells].map(([id, cell]) => [id, cell.cell])),
    lastSequence: last,
    missingEvents: ordered.length === 0 ? 0 : last - first + 1 - ordered.length,
  };
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
interface RoundDraft { readonly round: Mutable<Round>; readonly posts: Map<string, PostDraft> }
interface PostDraft { readonly post: Mutable<Post>; readonly items: PostItem[] }
interface CellDraft { readonly cell: Mutable<Cell>; readonly startNano: string; readonly calls: Mutable<Call>[] }

/** The transcript while it is being read. */
class Draft {
  start: SessionStart | undefined;
  readonly rounds = new Map<string, RoundDraft>();
  readonly posts = new Map<string, PostDraft>();
  readonly cells = new Map<string, CellDraft>();
  readonly calls = new Map<string, Mutable<Call>>();
  readonly modelCalls = new Map<string, Mutable<ModelCall>>();
  readonly approvals = new Map<string, Mutable<Approval>>();
  readonly notices: NoticeItem[] = [];

  take(event: HeddleEvent): void {
    switch (event.type) {
      case 'session-start': this.start ??= event; return;
      case 'session-end': if (event.reason !== 'closed') this.notice(event, 'error', 'Session ended', event.error?.message ?? event.reason); return;
      case 'round-start': this.roundStart(event); return;
      case 'round-end': this.roundEnd(event); return;
      case 'post-start': this.postStart(event); return;
      case 'post-message-delta': { const post = this.postOf(event); if (post?.post.state === 'running') post.post.message += event.text; return; }
      case 'post-attachment': { const post = this.postOf(event); if (post) this.attach(post, event.attachment); return; }
      case 'post-end': this.postEnd(event); return;
      case 'model-call-request': this.modelCallRequest(event); return;
      case 'model-call-delta': { const call = this.modelCalls.get(event.modelCallId); if (call?.state === 'running') call.streamed += event.text; return; }
      case 'model-call-end': {
        const call = this.modelCalls.get(event.modelCallId);
        if (call) Object.assign(call, {
          state: 'ok', model: event.responseModel || call.model, output: event.output, usage: event.usage, costUsd: event.costUsd, finishReasons: event.finishReasons,
          timeToFirstTokenMs: event.timeToFirstTokenMs, durationMs: event.durationMs,
        } satisfies Partial<ModelCall>);
        return;
      }
      case 'model-call-error': {
        const call = this.modelCalls.get(event.modelCallId);
        if (call) Object.assign(call, { state: 'error', error: event.error, willRetry: event.willRetry, durationMs: event.durationMs } satisfies Partial<ModelCall>);
        return;
      }
      case 'cell-start': this.cellStart(event); return;
      case 'cell-output': {
        const cell = this.cells.get(event.cellId)?.cell;
        if (!cell) return;
        cell.outputs = [...cell.outputs, { stream: event.stream, text: event.text, atMs: event.atMs }];
        cell[event.stream] += event.text;
        return;
      }
      case 'cell-display': { const cell = this.cells.get(event.cellId)?.cell; if (cell) cell.displays = [...cell.displays, event.bundle]; return; }
      case 'cell-end': this.cellEnd(event); return;
      case 'call-start': this.callStart(event); return;
      case 'call-log': { const call = this.calls.get(event.callId); if (call) call.logs = [...call.logs, { level: event.level, message: event.message }]; return; }
      case 'call-end': {
        const call = this.calls.get(event.callId);
        if (call) Object.assign(call, {
          status: event.status, result: event.result, error: event.error, durationMs: event.durationMs, artifacts: event.artifacts,
          approval: event.approval,
        } satisfies Partial<Call>);
        return;
      }
      case 'approval-request': {
        const approval: Mutable<Approval> = {
          callId: event.callId, plugin: event.plugin, reason: event.reason, decision: 'waiting', by: undefined, note: undefined, waitedMs: undefined,
          askedMs: momentMs(event.timeUnixNano),
        };
        this.approvals.set(event.callId, approval);
        this.postOf(event)?.items.push({ kind: 'approval', approval });
        return;
      }
      case 'approval-decision': {
        const approval = this.approvals.get(event.callId);
        if (approval) Object.assign(approval, { decision: event.decision, by: event.by, note: event.note, waitedMs: event.waitedMs } satisfies Partial<Approval>);
        return;
      }
      case 'budget-exceeded': this.notice(event, 'error', `Budget used up: ${event.limit}`, event.message); return;
      case 'plugin-error': this.notice(event, 'warn', `Plugin ${event.plugin} is not available`, event.message); return;
      case 'kernel-warning': this.notice(event, 'warn', 'Kernel', event.message); return;
      case 'kernel-end': {
        if (event.reason === 'closed') return;
        const lost = event.lostVariables.length === 0 ? '' : ` Variables lost: ${event.lostVariables.join(', ')}.`;
        this.notice(event, 'error', `Kernel left: ${event.reason}`, `${event.detail ?? ''}${lost}`.trim());
        return;
      }
      case 'memory-compaction':
        this.notice(event, 'plain', 'Memory', `Earlier rounds were summarised for the models: ${event.tokensBefore} tokens became ${event.tokensAfter}.`);
        return;
      case 'memory-recall': {
        const given = [countedWord(event.lessons.length, 'lesson'), countedWord(event.examples.length, 'example'), countedWord(event.keys.length, 'note')];
        this.notice(event, 'plain', 'Memory', `The models are told ${given.filter((words) => words !== '').join(', ')} beside the conversation.`);
        return;
      }
      case 'memory-write': this.notice(event, 'plain', 'Memory', `${event.by} noted "${event.key}" for ${SCOPES[event.scope] ?? event.scope}.`); return;
      case 'memory-lesson': this.notice(event, 'plain', 'Memory', `Kept for later sessions: ${event.title}`); return;
      case 'plugin-change': this.notice(event, 'plain', 'Plugins from now on', event.plugins.map(({ name }) => name).join(', ') || 'none'); return;
      default: // kernel-start, operations, and kinds of a later version: they are in the trace
    }
  }

  private postOf(event: HeddleEvent): PostDraft | undefined {
    return event.postId === undefined ? undefined : this.posts.get(event.postId);
  }

  private notice(event: HeddleEvent, tone: NoticeItem['tone'], title: string, text: string): void {
    const item: NoticeItem = { kind: 'notice', tone, title, text };
    (this.postOf(event)?.items ?? this.notices).push(item);
  }

  private roundStart(event: EventOf<'round-start'>): void {
    const id = event.roundId ?? event.eventId;
    const known = this.rounds.get(id);
    if (known) { // a paused round goes on
      known.round.state = 'running';
      known.round.traceIds = withTrace(known.round.traceIds, event.traceId);
      return;
    }
    this.rounds.set(id, { round: emptyRound(id, event.index, event.query, momentMs(event.timeUnixNano), event), posts: new Map() });
  }

  private roundEnd(event: EventOf<'round-end'>): void {
    const round = this.roundOf(event).round;
    const before = round.durationMs ?? 0;
    Object.assign(round, {
      state: event.state, reply: event.reply, reason: event.reason, error: event.error, durationMs: before + event.durationMs,
      traceIds: withTrace(round.traceIds, event.traceId),
    } satisfies Partial<Round>);
  }

  /** The round of an event; one whose start never came is made up, so that what happened in it is not lost. */
  private roundOf(event: HeddleEvent): RoundDraft {
    const id = event.roundId ?? 'unknown';
    let round = this.rounds.get(id);
    if (!round) {
      round = { round: emptyRound(id, this.rounds.size + 1, '', momentMs(event.timeUnixNano)), posts: new Map() };
      this.rounds.set(id, round);
    }
    return round;
  }

  private postStart(event: EventOf<'post-start'>): void {
    const id = event.postId ?? event.eventId;
    const draft: PostDraft = {
      post: {
        id, from: event.from, to: event.replyTo, state: 'running', message: '', items: [], error: undefined,
        startMs: momentMs(event.timeUnixNano), durationMs: undefined,
      },
      items: [],
    };
    this.posts.set(id, draft);
    this.roundOf(event).posts.set(id, draft);
  }

  private postEnd(event: EventOf<'post-end'>): void {
    if (event.postId === undefined) return;
    if (!this.posts.has(event.postId)) this.postStart({ ...event, type: 'post-start', replyTo: event.to });
    const draft = this.posts.get(event.postId)!;
    Object.assign(draft.post, {
      from: event.from, to: event.to, message: event.message, state: 'ended', error: event.error, durationMs: event.durationMs,
    } satisfies Partial<Post>);
    for (const attachment of event.attachments) this.attach(draft, attachment);
  }

  /** Attachments come twice, when complete and with the end of the post; code and results are shown by their cell. */
  private attach(draft: PostDraft, attachment: Attachment): void {
    switch (attachment.kind) {
      case 'plan': {
        const at = draft.items.findIndex((item) => item.kind === 'plan');
        if (at === -1) draft.items.push({ kind: 'plan', steps: attachment.steps });
        else draft.items[at] = { kind: 'plan', steps: attachment.steps };
        return;
      }
      case 'thought':
        if (!draft.items.some((item) => item.kind === 'thought' && item.text === attachment.text)) draft.items.push({ kind: 'thought', text: attachment.text });
        return;
      case 'artifact': {
        const { artifact } = attachment;
        const shown = (item: PostItem) => (item.kind === 'artifact' && item.artifact.sha256 === artifact.sha256)
          || (item.kind === 'cell' && item.cell.artifacts.some((other) => other.sha256 === artifact.sha256));
        if (!draft.items.some(shown)) draft.items.push({ kind: 'artifact', artifact });
        return;
      }
      default: // code, result
    }
  }

  private modelCallRequest(event: EventOf<'model-call-request'>): void {
    const call: ModelCall = {
      id: event.modelCallId, sequence: event.sequence, traceId: event.traceId, spanId: event.spanId, provider: event.provider, model: event.model, purpose: event.purpose,
      attempt: event.attempt, scripted: event.scripted, parameters: event.parameters, messages: event.messages, state: 'running', streamed: '',
      output: undefined, usage: {}, costUsd: null, finishReasons: [], timeToFirstTokenMs: undefined,
      startMs: momentMs(event.timeUnixNano), durationMs: undefined, error: undefined, willRetry: false,
    };
    this.modelCalls.set(call.id, call);
    this.postOf(event)?.items.push({ kind: 'model-call', call });
  }

  private cellStart(event: EventOf<'cell-start'>): void {
    const calls: Mutable<Call>[] = [];
    const cell: Cell = {
      id: event.cellId, traceId: event.traceId, spanId: event.spanId, index: event.index, language: event.language, source: event.source,
      attempt: event.attempt, place: event.place, kernelId: event.kernelId, status: 'running', roundId: event.roundId, postId: event.postId,
      startMs: momentMs(event.timeUnixNano), durationMs: undefined, calls, counts: undefined, stdout: '', stderr: '', outputs: [],
      outputTruncated: false, displays: [], value: undefined, artifacts: [], variables: [], error: undefined,
    };
    this.cells.set(cell.id, { cell, startNano: event.timeUnixNano, calls });
    const items = this.postOf(event)?.items;
    if (!items) return;
    const earlier = items.findLastIndex((item) => item.kind === 'cell' && item.cell.index === event.index && item.cell.attempt < event.attempt);
    const item = items[earlier];
    if (item?.kind === 'cell') items[earlier] = { ...item, superseded: true };
    items.push({ kind: 'cell', cell, superseded: false });
  }

  private cellEnd(event: EventOf<'cell-end'>): void {
    const cell = this.cells.get(event.cellId)?.cell;
    if (!cell) return;
    Object.assign(cell, {
      status: event.status, value: event.value, stdout: event.stdout, stderr: event.stderr, outputTruncated: event.outputTruncated,
      artifacts: event.artifacts, error: event.error, durationMs: event.durationMs, counts: event.calls, variables: event.variables,
    } satisfies Partial<Cell>);
    if (cell.outputs.length === 0) cell.outputs = wholeOutput(event.stdout, event.stderr);
  }

  private callStart(event: EventOf<'call-start'>): void {
    const cell = this.cells.get(event.cellId ?? '');
    const call: Mutable<Call> = {
      id: event.callId, traceId: event.traceId, spanId: event.spanId, cellId: event.cellId ?? '', parentCallId: event.parentCallId, plugin: event.plugin,
      pluginVersion: event.pluginVersion, pluginHash: event.pluginHash, line: event.line, column: event.column,
      sequence: event.callSequence,
      sourceCellId: event.sourceCellId, origin: event.origin, arguments: event.arguments, result: undefined, status: 'running', error: undefined,
      startMs: cell ? Math.max(0, elapsedMs(cell.startNano, event.timeUnixNano)) : 0, durationMs: undefined, artifacts: [], logs: [],
      approval: undefined,
    };
    this.calls.set(call.id, call);
    if (cell) cell.calls.push(call);
    else if (event.cellId === undefined && event.parentCallId === undefined) this.postOf(event)?.items.push({ kind: 'call', call });
  }
}

const SCOPES: Readonly<Record<string, string>> = { round: 'this round', session: 'this session', app: 'all sessions' };

function countedWord(count: number, word: string): string {
  return count === 0 ? '' : `${count} ${word}${count === 1 ? '' : 's'}`;
}

function inOrder(events: readonly HeddleEvent[]): readonly HeddleEvent[] {
  const bySequence = new Map<number, HeddleEvent>();
  for (const event of events) if (!bySequence.has(event.sequence)) bySequence.set(event.sequence, event);
  return [...bySequence.values()].sort((one, other) => one.sequence - other.sequence);
}

function emptyRound(id: string, index: number, query: string, startMs: number, event?: EventOf<'round-start'>): Round {
  return {
    id, index, query, files: event?.files ?? [], state: 'running', reply: '', reason: undefined, error: undefined, startMs,
    durationMs: undefined, posts: [], traceIds: withTrace([], event?.traceId), costUsd: null,
  };
}

function finishRound({ round, posts }: RoundDraft): Round {
  // The user's own message is the round's query already.
  const shown = [...posts.values()].filter(({ post }) => post.from !== 'User');
  const finished = shown.map(({ post, items }): Post => ({ ...post, items }));
  const prices = finished.flatMap(({ items }) => items.flatMap((item) => (item.kind === 'model-call' && item.call.costUsd !== null ? [item.call.costUsd] : [])));
  return { ...round, posts: settlePlans(finished, round.state !== 'running'), costUsd: prices.length === 0 ? null : prices.reduce((sum, price) => sum + price, 0) };
}

function withTrace(traceIds: readonly TraceId[], traceId: TraceId | undefined): readonly TraceId[] {
  return traceId === undefined || traceIds.includes(traceId) ? traceIds : [...traceIds, traceId];
}

function wholeOutput(stdout: string, stderr: string): Cell['outputs'] {
  const all = [{ stream: 'stdout', text: stdout, atMs: undefined }, { stream: 'stderr', text: stderr, atMs: undefined }] as const;
  return all.filter((chunk) => chunk.text !== '');
}
