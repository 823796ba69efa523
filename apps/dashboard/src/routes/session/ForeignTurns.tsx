import type { SessionView, TraceSummary } from '@heddle/model';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { moreTracesQuery } from '../../api/queries.js';
import { Prose } from '../../content/Prose.js';
import { formatDuration } from '../../model/format-duration.js';
import { formatCount } from '../../model/format-figures.js';
import { ErrorBlock } from '../../inspector/Section.js';
import { formatMoment } from '../../model/format-moment.js';
import { Fact, Facts } from '../../ui/Facts.js';
import { StatusIcon } from '../../ui/StatusIcon.js';
import { useNow } from '../../ui/use-now.js';
import styles from './ForeignTurns.module.css';
import { Cost } from './SessionHeader.js';

/** A session another tool recorded: it has traces and no events, so each trace is a turn with its question and its answer. */
export function ForeignTurns({ view }: { readonly view: SessionView }) {
  return (
    <>
      <Turns traces={view.traces} />
      {view.nextCursor !== undefined && <MoreTurns sessionId={view.session.sessionId} cursor={view.nextCursor} />}
    </>
  );
}

/** The turns after the first page, as far as they were asked for. */
function MoreTurns({ sessionId, cursor }: { readonly sessionId: string; readonly cursor: string }) {
  const [asked, setAsked] = useState(false);
  const { data, error, isFetching, hasNextPage, fetchNextPage } = useInfiniteQuery(moreTracesQuery(sessionId, cursor, asked));
  return (
    <>
      {data && <Turns traces={data.pages.flatMap(({ traces }) => traces)} />}
      {error && <p className={styles.note} role="alert">{error.message}</p>}
      {(!data || hasNextPage) && (
        <button type="button" className={styles.more} disabled={isFetching} onClick={() => (asked ? void fetchNextPage() : setAsked(true))}>{isFetching ? 'Reading…' : 'Show later turns'}</button>
      )}
    </>
  );
}

function Turns({ traces }: { readonly traces: readonly TraceSummary[] }) {
  const nowMs = useNow(false);
  return (
    <ol className={styles.turns}>
      {traces.map((trace) => (
        <li key={trace.traceId}>
          <header>
            <StatusIcon status={trace.status} />
            <Link to="/traces/$traceId" params={{ traceId: trace.traceId }}>{trace.name}</Link>
            <time dateTime={trace.startTime} title={new Date(trace.startTime).toLocaleString()}>{formatMoment(Date.parse(trace.startTime), nowMs)}</time>
          </header>
          {trace.inputText !== '' && <p className={styles.ask}>{trace.inputText.slice(0, 4_000)}</p>}
          {trace.outputText !== '' && <Prose text={trace.outputText} />}
          {trace.error && <ErrorBlock error={trace.error} />}
          {trace.inputText === '' && trace.outputText === '' && !trace.error && <p className={styles.none}>Neither input nor output was recorded.</p>}
          <Facts>
            <Fact value={formatDuration(trace.durationMs)} />
            <Fact value={formatCount(trace.totals.spans)} label={trace.totals.spans === 1 ? 'span' : 'spans'} />
            {trace.totals.llmCalls > 0 && <Fact value={formatCount(trace.totals.llmCalls)} label={trace.totals.llmCalls === 1 ? 'model call' : 'model calls'} />}
            <Cost costUsd={trace.totals.costUsd} unpriced={trace.totals.unpricedLlmCalls} calls={trace.totals.llmCalls} />
            {trace.totals.toolCalls > 0 && <Fact value={formatCount(trace.totals.toolCalls)} label={trace.totals.toolCalls === 1 ? 'call' : 'calls'} />}
            {trace.totals.errors > 0 && <Fact value={formatCount(trace.totals.errors)} label={trace.totals.errors === 1 ? 'error' : 'errors'} tone="error" />}
          </Facts>
        </li>
      ))}
    </ol>
  );
}
