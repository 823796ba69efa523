import type { JsonObject, SpanRecord, TraceSummary } from '@heddle/model';
import { useMemo } from 'react';
import { JsonBlock } from '../../content/JsonBlock.js';
import { Prose } from '../../content/Prose.js';
import { CallInspector } from '../../inspector/CallInspector.js';
import { CellInspector } from '../../inspector/CellInspector.js';
import { InspectorHead } from '../../inspector/InspectorHead.js';
import { ModelCallInspector } from '../../inspector/ModelCallInspector.js';
import { ErrorBlock, Pairs, Section } from '../../inspector/Section.js';
import { callFromSpan } from '../../model/call-from-span.js';
import { cellFromSpans, cellIdOf } from '../../model/cell-from-spans.js';
import { elapsedMs } from '../../model/elapsed-ms.js';
import { errorOfSpan } from '../../model/error-of-span.js';
import { formatDuration } from '../../model/format-duration.js';
import { formatCost, formatCount } from '../../model/format-figures.js';
import { modelCallFromSpan } from '../../model/model-call-from-span.js';
import { spanCost } from '../../model/span-cost.js';
import { spanTone } from '../../model/span-tone.js';
import { Fact, Facts } from '../../ui/Facts.js';
import { StatusIcon } from '../../ui/StatusIcon.js';

/** All that is known of a span: in the terms of what it is, then as it was sent. */
export function SpanInspector({ span, missing, spans, startMs }: {
  readonly span: SpanRecord;
  /** Why what is long of it is not here yet. */
  readonly missing?: string | undefined;
  /** The spans of the trace read so far: a call's cell is among them. */
  readonly spans: readonly SpanRecord[];
  readonly startMs: number;
}) {
  return (
    <div key={span.spanId}>
      {missing !== undefined && <p role="status">{missing}</p>}
      <Particulars span={span} spans={spans} />
      <Section title="Span">
        <Pairs
          pairs={[
            ['kind', span.kind],
            ['sent as', span.sourceName === span.name ? undefined : span.sourceName],
            ['starts at', formatDuration(startMs)],
            ['agent', span.agentName],
            ['model', span.kind === 'llm' ? undefined : (span.model ?? span.requestModel)],
            ['tokens', span.kind === 'llm' ? undefined : tokensOf(span)],
            ['provider', span.provider],
            ['cost', spanTone(span.kind) === 'llm' ? undefined : spanCost(span) === null ? undefined : formatCost(spanCost(span))],
            ['price', priceSource(span)],
            ['counted', span.duplicateOf === null ? undefined : <>no: <code>{span.duplicateOf}</code> says the same</>],
            ['reported by', span.selfReported ? 'the code itself, from inside its kernel' : undefined],
            ['tags', span.tags.join(', ')],
            ['environment', span.environment],
            ['scope', [span.scope.name, span.scope.version].filter(Boolean).join(' ')],
            ['span id', <code key="id">{span.spanId}</code>],
            ['parent', span.parentSpanId === null ? undefined : <code key="parent">{span.parentSpanId}</code>],
          ]}
        />
        {span.contentTruncated && <p>Part of the content was too long and was cut when it was sent.</p>}
      </Section>
      {span.events.length > 0 && (
        <Section title="Events"><Pairs pairs={span.events.slice(0, 200).map((event) => [`+${formatDuration(elapsedMs(span.startTimeUnixNano, event.timeUnixNano))}`, <>{event.name}{Object.keys(event.attributes).length > 0 && <JsonBlock json={JSON.stringify(event.attributes)} />}</>] as const)} /></Section>
      )}
      <Raw title="Attributes" values={span.attributes} dropped={span.droppedAttributesCount} />
      <Raw title="Metadata" values={span.metadata} />
      <Raw title="Resource" values={span.resource} />
    </div>
  );
}

function tokensOf({ inputTokens, outputTokens }: SpanRecord): string | undefined {
  const parts = [inputTokens === null ? '' : `${formatCount(inputTokens)} in`, outputTokens === null ? '' : `${formatCount(outputTokens)} out`].filter(Boolean);
  return parts.length === 0 ? undefined : parts.join(', ');
}

/** Who says what it cost. */
function priceSource({ reportedCostUsd, computedCostUsd, priceTable }: SpanRecord): string | undefined {
  if (reportedCostUsd === null) return computedCostUsd === null ? undefined : ['computed', priceTable].filter(Boolean).join(' with ');
  if (computedCostUsd === null || formatCost(computedCostUsd) === formatCost(reportedCostUsd)) return 'as reported';
  return `as reported; computed${priceTable === null ? '' : ` with ${priceTable}`} it is ${formatCost(computedCostUsd)}`;
}

function Particulars({ span, spans }: { readonly span: SpanRecord; readonly spans: readonly SpanRecord[] }) {
  const cellId = span.call?.cellId ?? cellIdOf(span);
  const cell = useMemo(() => (cellId === undefined ? undefined : cellFromSpans(spans, cellId)), [spans, cellId]);
  if (span.kind === 'llm') return <ModelCallInspector call={modelCallFromSpan(span)} linkToTrace={false} />;
  if (span.kind === 'tool') {
    const inCell = cell?.calls.find((candidate) => candidate.spanId === span.spanId);
    return <CallInspector call={inCell ?? callFromSpan(span)} cell={cell} sessionId={span.sessionId} linkToTrace={false} />;
  }
  if (cell && span.kind === 'code') return <CellInspector cell={cell} sessionId={span.sessionId} linkToTrace={false} />;
  return <GenericSpan span={span} />;
}

function GenericSpan({ span }: { readonly span: SpanRecord }) {
  const words = { ok: 'ok', error: 'failed', running: 'running' }[span.status];
  const error = errorOfSpan(span);
  return (
    <>
      <InspectorHead icon={spanTone(span.kind)} label={span.kind} name={span.name}>
        <Facts>
          <Fact value={<><StatusIcon status={span.status} label="" /> {words}</>} tone={span.status === 'ok' ? undefined : span.status} />
          <Fact value={formatDuration(span.durationMs)} />
          {span.descendantCount > 0 && <Fact value={span.descendantCount.toLocaleString('en-US')} label={span.descendantCount === 1 ? 'span below' : 'spans below'} />}
          {span.descendantErrors > 0 && <Fact value={span.descendantErrors.toLocaleString('en-US')} label="failed" tone="error" />}
        </Facts>
      </InspectorHead>
      {error && <Section title="Error"><ErrorBlock error={error} /></Section>}
      <Value title="Input" value={span.input} />
      <Value title="Output" value={span.output} />
    </>
  );
}

function Value({ title, value }: { readonly title: string; readonly value: SpanRecord['input'] }) {
  if (value === null || value === '') return null;
  return <Section title={title}>{typeof value === 'string' && !/^\s*[[{]/.test(value) ? <Prose text={value} size="small" /> : <JsonBlock json={typeof value === 'string' ? value : JSON.stringify(value)} />}</Section>;
}

function Raw({ title, values, dropped = 0 }: { readonly title: string; readonly values: JsonObject; readonly dropped?: number }) {
  const count = Object.keys(values).length;
  if (count === 0) return null;
  return (
    <Section title={title} aside={dropped > 0 ? `${dropped} were dropped by the sender` : undefined}>
      <details><summary>{count} as sent</summary><JsonBlock json={JSON.stringify(values)} /></details>
    </Section>
  );
}

/** With no span selected: what the trace was about. */
export function TraceInspector({ trace, missing }: { readonly trace: TraceSummary; readonly missing: boolean }) {
  return (
    <>
      {missing && <p role="status">The span of this link is not in this trace.</p>}
      {trace.error && <Section title="Error"><ErrorBlock error={trace.error} /></Section>}
      {trace.inputText !== '' && <Section title="Input"><Prose text={trace.inputText} size="small" /></Section>}
      {trace.outputText !== '' && <Section title="Output"><Prose text={trace.outputText} size="small" /></Section>}
      <Section title="Trace">
        <Pairs
          pairs={[
            ['id', <code key="id">{trace.traceId}</code>],
            ['session', trace.sessionId === null ? undefined : <code key="session">{trace.sessionId}</code>],
            ['user', trace.userId],
            ['started', new Date(trace.startTime).toLocaleString()],
            ['tags', trace.tags.join(', ')],
          ]}
        />
      </Section>
      <Raw title="Metadata" values={trace.metadata} />
    </>
  );
}
