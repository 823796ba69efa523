import type { SpanRecord, TraceView } from '@heddle/model';
import { counted } from './counted.js';
import { formatCost, formatDuration } from './durations.js';
import { ink, plain } from './ink.js';

/** More calls of one plugin than this in a row are folded into one line. */
const FOLD_ABOVE = 12;

/** A trace as lines of text: one span a line, indented below its parent. */
export function renderTrace({ trace, spans, nextCursor }: TraceView): readonly string[] {
  const { totals } = trace;
  const facts = [
    statusWord(trace.status),
    formatDuration(trace.durationMs),
    counted(totals.llmCalls, 'model call'),
    counted(totals.codeRuns, 'cell'),
    counted(totals.toolCalls, 'call'),
    ...(totals.errors > 0 ? [ink('bad', counted(totals.errors, 'error'))] : []),
    formatCost(totals.costUsd),
  ];
  const head = `${ink('strong', plain(trace.name))}  ${facts.join(' · ')}  ${ink('quiet', trace.traceId)}`;
  const body = foldRepeats(spans).map(({ span, count, failed }) => renderSpan(span, count, failed));
  return [head, ...body, ...(nextCursor === undefined ? [] : [ink('quiet', '… there are more spans; open the trace in the dashboard')])];
}

interface Line {
  readonly span: SpanRecord;
  readonly count: number;
  readonly failed: number;
}

/** Long runs of equal calls become one line with their count; failed ones keep a line of their own. */
function foldRepeats(spans: readonly SpanRecord[]): readonly Line[] {
  const lines: Line[] = [];
  for (let index = 0; index < spans.length; index++) {
    const span = spans[index]!;
    let end = index;
    while (end + 1 < spans.length && sameCall(span, spans[end + 1]!)) end++;
    const run = spans.slice(index, end + 1);
    if (run.length <= FOLD_ABOVE) {
      lines.push(...run.map((one) => ({ span: one, count: 1, failed: 0 })));
    } else {
      const failures = run.filter((one) => one.status === 'error');
      lines.push({ span, count: run.length, failed: failures.length }, ...failures.slice(0, 3).map((one) => ({ span: one, count: 1, failed: 0 })));
    }
    index = end;
  }
  return lines;
}

function sameCall(a: SpanRecord, b: SpanRecord): boolean {
  return a.kind === 'tool' && b.kind === 'tool' && a.name === b.name && a.parentSpanId === b.parentSpanId && a.call?.line === b.call?.line;
}

function renderSpan(span: SpanRecord, count: number, failed: number): string {
  const indent = '  '.repeat(span.depth + 1);
  const many = count > 1 ? ` ×${count}${failed > 0 ? ` (${failed} failed)` : ''}` : '';
  const parts = [`${indent}${glyph(span)} ${label(span)}${many}`, formatDuration(span.durationMs), detail(span)];
  return parts.filter((part) => part !== '').join('  ');
}

function glyph(span: SpanRecord): string {
  if (span.status === 'running') return ink('warning', '◌');
  return span.status === 'error' ? ink('bad', '✗') : ink('good', '✓');
}

function label(span: SpanRecord): string {
  const name = plain(span.name);
  if (span.kind === 'llm') return ink('model', plain(`chat ${span.model ?? span.requestModel ?? ''}`.trim()));
  if (span.kind === 'code') return ink('code', `${name}${attempt(span)}`);
  if (span.kind === 'tool') return ink('call', name);
  return ink('strong', name);
}

function attempt(span: SpanRecord): string {
  const index = span.attributes['heddle.cell.index'];
  const number = span.attributes['heddle.cell.attempt'];
  return `${typeof index === 'number' ? ` cell ${index}` : ''}${typeof number === 'number' && number > 1 ? `, attempt ${number}` : ''}`;
}

function detail(span: SpanRecord): string {
  const line = span.call?.line === null || span.call?.line === undefined ? '' : `line ${span.call.line}`;
  const summary = span.attributes['heddle.call.summary'];
  const outcome = span.error
    ? ink('bad', plain(`${span.error.type}: ${firstLine(span.error.message)}`))
    : typeof summary === 'string' ? `→ ${plain(firstLine(summary))}` : '';
  return ink('quiet', [line, tokens(span), outcome].filter((part) => part !== '').join('  '));
}

function tokens(span: SpanRecord): string {
  return span.kind === 'llm' && span.inputTokens !== null ? `${span.inputTokens} in, ${span.outputTokens ?? 0} out` : '';
}

function firstLine(text: string): string {
  const [line = ''] = text.split('\n');
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}

function statusWord(status: 'running' | 'ok' | 'error'): string {
  return status === 'ok' ? ink('good', 'ok') : status === 'error' ? ink('bad', 'failed') : ink('warning', 'running');
}
