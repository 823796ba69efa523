import { HEDDLE, PLACE_NAMES, isJsonObject } from '@heddle/model';
import type { Artifact, CellStatus, JsonValue, PlaceName, SpanRecord } from '@heddle/model';
import { callFromSpan, numberAt, textAt } from './call-from-span.js';
import { elapsedMs, momentMs } from './elapsed-ms.js';
import { parseVariables } from './parse-variables.js';
import { parseArtifacts } from './parse-artifacts.js';
import type { Cell } from './transcript.js';

const CELL_STATUSES: ReadonlySet<string> = new Set<CellStatus>(['ok', 'error', 'refused', 'timeout', 'interrupted', 'cancelled', 'kernel-exit']);

/** The id of the cell a span is, or `undefined` when it is no cell. */
export function cellIdOf(span: SpanRecord): string | undefined {
  return span.kind === 'code' ? (textAt(span, HEDDLE.cellId) ?? span.spanId) : undefined;
}

/**
 * A cell as its spans tell it, for sessions whose events are missing: its calls are the spans whose `call.cellId` is its id.
 *
 * @returns `undefined` when no span is that cell
 */
export function cellFromSpans(spans: readonly SpanRecord[], cellId: string): Cell | undefined {
  const span = spans.find((candidate) => cellIdOf(candidate) === cellId);
  if (!span) return undefined;
  const runs = cellOfCall(spans);
  const calls = spans
    .filter((candidate) => runs(candidate) === cellId && candidate.attributes[HEDDLE.callAggregate] === undefined)
    .map((candidate) => {
      const call = callFromSpan(candidate, span.startTimeUnixNano);
      return { ...call, cellId, sourceCellId: call.cellId === cellId ? undefined : call.cellId };
    })
    .sort((one, other) => one.sequence - other.sequence || one.startMs - other.startMs)
    .map((call, index) => (call.sequence > 0 ? call : { ...call, sequence: index + 1 }));
  const result = isJsonObject(span.toolResult) ? span.toolResult : {};
  const stdout = textOf(result['stdout']) ?? span.code?.output ?? '';
  const stderr = textOf(result['stderr']) ?? '';
  const host = numberAt(span, HEDDLE.cellCallsHost);
  const kernel = numberAt(span, HEDDLE.cellCallsKernel);
  return {
    id: cellId,
    index: numberAt(span, HEDDLE.cellIndex) ?? ordinal(spans, span),
    language: span.code?.language || (textAt(span, HEDDLE.cellLanguage) ?? 'text'),
    source: span.code?.source ?? '',
    attempt: numberAt(span, HEDDLE.cellAttempt) ?? 1,
    place: placeOf(textAt(span, HEDDLE.place)),
    kernelId: textAt(span, HEDDLE.kernelId),
    status: cellStatus(span),
    roundId: textAt(span, HEDDLE.roundId),
    postId: textAt(span, HEDDLE.postId) ?? span.parentSpanId ?? undefined,
    startMs: momentMs(span.startTimeUnixNano),
    durationMs: span.durationMs ?? undefined,
    calls,
    counts: host === undefined && kernel === undefined
      ? undefined
      : { host: host ?? calls.length, kernel: kernel ?? host ?? calls.length, failed: numberAt(span, HEDDLE.cellCallsFailed) ?? calls.filter((call) => call.status !== 'ok').length },
    stdout,
    stderr,
    outputs: [
      ...(stdout === '' ? [] : [{ stream: 'stdout' as const, text: stdout, atMs: undefined }]),
      ...(stderr === '' ? [] : [{ stream: 'stderr' as const, text: stderr, atMs: undefined }]),
    ],
    outputTruncated: span.attributes[HEDDLE.cellOutputTruncated] === true,
    displays: [],
    value: isJsonObject(result['value']) ? result['value'] : undefined,
    artifacts: artifactsOf(span),
    variables: parseVariables(span.attributes[HEDDLE.cellVariables]),
    error: span.error === null ? undefined : { ...span.error, line: numberAt(span, HEDDLE.cellErrorLine), column: numberAt(span, HEDDLE.cellErrorColumn) },
    traceId: span.traceId,
    spanId: span.spanId,
  };
}

/**
 * Which cell ran a call: the one it says, the code span it stands under, else the cell it names. The two differ for a call made by a
 * function of an earlier cell, whose span names the cell that its line is in.
 */
function cellOfCall(spans: readonly SpanRecord[]): (span: SpanRecord) => string | undefined {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  return (span) => {
    if (span.call === null) return undefined;
    const ranBy = textAt(span, HEDDLE.callRunBy);
    if (ranBy !== undefined) return ranBy;
    const seen = new Set<string>();
    for (let at = span.parentSpanId; at !== null && !seen.has(at); at = byId.get(at)?.parentSpanId ?? null) {
      seen.add(at);
      const above = byId.get(at);
      const cellId = above && cellIdOf(above);
      if (cellId !== undefined) return cellId;
    }
    return span.call.cellId;
  };
}

/** Cells of one post that are attempts at the same piece of code, in order, the given one among them. */
export function attemptsOf(cells: Iterable<Cell>, cell: Cell): readonly Cell[] {
  return [...cells]
    .filter((other) => other.index === cell.index && other.postId === cell.postId)
    .sort((one, other) => one.attempt - other.attempt || one.startMs - other.startMs);
}

function cellStatus(span: SpanRecord): Cell['status'] {
  if (span.status === 'running') return 'running';
  const said = textAt(span, HEDDLE.cellStatus) ?? span.code?.status;
  return said !== undefined && CELL_STATUSES.has(said) ? (said as CellStatus) : span.status;
}

function placeOf(text: string | undefined): PlaceName | undefined {
  return PLACE_NAMES.find((name) => name === text);
}

function artifactsOf(span: SpanRecord): readonly Artifact[] {
  return Object.hasOwn(span.attributes, HEDDLE.artifacts) ? parseArtifacts(span.attributes[HEDDLE.artifacts]) : [];
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function ordinal(spans: readonly SpanRecord[], span: SpanRecord): number {
  return spans.filter((other) => other.kind === 'code' && elapsedMs(other.startTimeUnixNano, span.startTimeUnixNano) > 0).length + 1;
}
