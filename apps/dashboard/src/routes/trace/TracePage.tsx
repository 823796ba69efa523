import { HEDDLE } from '@heddle/model';
import type { SpanRecord } from '@heddle/model';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { sessionViewQuery, traceQuery, wholeSpanQuery } from '../../api/queries.js';
import { useLiveTrace } from '../../api/use-live-trace.js';
import { Inspector, InspectorButton } from '../../inspector/Inspector.js';
import { textAt } from '../../model/call-from-span.js';
import { cellIdOf } from '../../model/cell-from-spans.js';
import { criticalPath, type CriticalStretch } from '../../model/critical-path.js';
import { isEmptyFilter, matchesFilter, parseSpanFilter } from '../../model/span-filter.js';
import { ancestorsOf, lastMs, traceRows, visibleRows, type TraceRow } from '../../model/trace-tree.js';
import { Failed } from '../../shell/Failed.js';
import { Crumbs, TopBar } from '../../shell/TopBar.js';
import { useKeys } from '../../ui/use-keys.js';
import { useNow } from '../../ui/use-now.js';
import { usePageTitle } from '../../ui/use-page-title.js';
import { WaitingRows } from '../../ui/WaitingRows.js';
import { FilterField } from './FilterField.js';
import { Minimap, type Window } from './Minimap.js';
import { SpanInspector, TraceInspector } from './SpanInspector.js';
import { TraceFacts } from './TraceFacts.js';
import { TraceGrid } from './TraceGrid.js';
import styles from './TracePage.module.css';
import type { TraceSearch } from './trace-url.js';

/** Up to this many spans the critical path is worth its time. */
const CRITICAL_PATH_LIMIT = 20_000;
/** Up to this many spans a trace is read as a whole without being asked, so that filter and failures speak of all of it. */
const READ_AT_ONCE = 10_000;
/** A linked span, the next failure or the next hit is looked for in at most so many pages. */
const MOST_PAGES_TO_SEARCH = 40;

const NOTHING_FOLDED: ReadonlySet<string> = new Set();

/** A trace as a tree over time, with everything known of the selected span beside it. */
export function TracePage() {
  const { traceId } = useParams({ from: '/traces/$traceId' });
  const search = useSearch({ from: '/traces/$traceId' });
  const navigate = useNavigate({ from: '/traces/$traceId' });
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useInfiniteQuery(traceQuery(traceId));
  const trace = data?.pages.at(-1)?.trace;
  useLiveTrace(traceId);
  // A trace that names no session is one by itself, called like the trace.
  const sessionId = trace && (trace.sessionId ?? trace.traceId);
  const session = useQuery({ ...sessionViewQuery(sessionId ?? ''), enabled: sessionId !== undefined });
  usePageTitle(trace ? trace.name : 'Trace');

  const spans = useMemo(() => data?.pages.flatMap((page) => page.spans) ?? [], [data]);
  const rows = useMemo(() => traceRows(spans), [spans]);
  const [details, setDetails] = useState(false);
  const [folded, setFolded] = useState(NOTHING_FOLDED);
  const visible = useMemo(() => visibleRows(rows, folded), [rows, folded]);
  const running = trace?.status === 'running';
  const now = useNow(running);
  const lastKnownMs = useMemo(() => lastMs(rows), [rows]);
  const totalMs = Math.max(1, lastKnownMs, trace?.durationMs ?? (running && trace ? now - Date.parse(trace.startTime) : 0));
  const shown: Window = { fromMs: Math.min(search.from ?? 0, totalMs), toMs: search.to === undefined ? totalMs : Math.max(search.to, (search.from ?? 0) + 0.001) };
  const critical = useMemo(() => (hasNextPage || rows.length > CRITICAL_PATH_LIMIT ? new Map<number, CriticalStretch[]>() : byRow(criticalPath(rows))), [rows, hasNextPage]);
  const filter = useMemo(() => parseSpanFilter(search.q ?? ''), [search.q]);
  const hits = useMemo(() => (isEmptyFilter(filter) ? undefined : new Set(spans.filter((span) => matchesFilter(span, filter)).map((span) => span.spanId as string))), [spans, filter]);
  const selectedIndex = useMemo(() => rows.findIndex((row) => row.span.spanId === search.span), [rows, search.span]);
  const selected = rows[selectedIndex]?.span;
  const shortened = useMemo(() => new Set(data?.pages.flatMap((page) => page.shortened ?? []) ?? []), [data]);
  const cut = selected !== undefined && shortened.has(selected.spanId) ? selected : undefined;
  const whole = useQuery(wholeSpanQuery(cut));
  const read = useMemo(() => (cut && whole.data ? spans.map((span) => (span.spanId === cut.spanId ? whole.data : span)) : spans), [spans, cut, whole.data]);
  const scripted = useMemo(() => onlyScripted(spans), [spans]);

  const change = useCallback((part: TraceSearch) => void navigate({ search: (before: TraceSearch) => ({ ...before, ...part }), replace: true, resetScroll: false }), [navigate]);
  const select = useCallback((spanId: string | undefined) => change({ span: spanId }), [change]);
  const reveal = (row: TraceRow) => {
    const above = ancestorsOf(rows, row.index);
    setFolded((before) => (above.some((id) => before.has(id)) ? new Set([...before].filter((id) => !above.includes(id))) : before));
    select(row.span.spanId);
  };
  const toggle = useCallback((spanId: string) => setFolded((before) => {
    const next = new Set(before);
    if (!next.delete(spanId)) next.add(spanId);
    return next;
  }), [setFolded]);
  const more = useCallback(() => { if (!isFetchingNextPage) void fetchNextPage(); }, [isFetchingNextPage, fetchNextPage]);

  const pages = data?.pages.length ?? 0;
  const lookingForLink = search.span !== undefined && selectedIndex === -1 && pages < MOST_PAGES_TO_SEARCH;
  const readOn = lookingForLink || (trace !== undefined && trace.totals.spans <= READ_AT_ONCE);
  useEffect(() => {
    if (readOn && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [readOn, hasNextPage, isFetchingNextPage, fetchNextPage]);

  // The next one may be further down than what has been read.
  const stepTo = async (by: 1 | -1, wanted: (span: SpanRecord) => boolean) => {
    const found = nextRow(rows, selectedIndex, by, wanted, !hasNextPage);
    if (found) return reveal(found);
    let known = rows.length;
    for (let page = pages; page < MOST_PAGES_TO_SEARCH; page++) {
      const { data: longer, hasNextPage: further } = await fetchNextPage();
      const all = traceRows(longer?.pages.flatMap((each) => each.spans) ?? []);
      const row = all.find((candidate) => candidate.index >= known && wanted(candidate.span));
      if (row) return reveal(row);
      known = all.length;
      if (!further) break;
    }
    const again = nextRow(rows, -1, by, wanted, true);
    return again && reveal(again);
  };

  const move = (by: number) => {
    const at = visible.findIndex((row) => row.span.spanId === search.span);
    const next = visible[at === -1 ? 0 : Math.min(visible.length - 1, Math.max(0, at + by))];
    if (next) select(next.span.spanId);
  };
  const current = rows[selectedIndex];
  useKeys({
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    ArrowLeft: () => {
      if (!current) return;
      if (current.hasChildren && !folded.has(current.span.spanId)) toggle(current.span.spanId);
      else if (current.parent >= 0) select(rows[current.parent]!.span.spanId);
    },
    ArrowRight: () => {
      if (!current?.hasChildren) return;
      if (folded.has(current.span.spanId)) toggle(current.span.spanId);
      else move(1);
    },
    e: () => void stepTo(1, (span) => span.status === 'error'),
    Enter: () => {
      const cellId = current && (current.span.call?.cellId ?? cellIdOf(current.span));
      const ofSession = current?.span.sessionId ?? trace?.sessionId;
      if (!current || !cellId || !ofSession) return false;
      void navigate({ to: '/sessions/$sessionId/cells/$cellId', params: { sessionId: ofSession, cellId }, search: { call: textAt(current.span, HEDDLE.callId) } });
      return true;
    },
  });

  const siblings = session.data?.traces ?? [];
  const at = siblings.findIndex((sibling) => sibling.traceId === traceId);
  return (
    <main className={styles.page}>
      <TopBar
        actions={(
          <>
            {siblings[at - 1] && <Link to="/traces/$traceId" params={{ traceId: siblings[at - 1]!.traceId }}>Earlier</Link>}
            {at >= 0 && siblings[at + 1] && <Link to="/traces/$traceId" params={{ traceId: siblings[at + 1]!.traceId }}>Later</Link>}
            {trace && <InspectorButton label="Details" onPress={() => { select(undefined); setDetails(true); }} />}
            {sessionId !== undefined && <Link to="/sessions/$sessionId" params={{ sessionId }}>Transcript</Link>}
          </>
        )}
      >
        <Crumbs>
          {[
            <Link key="all" to="/" activeOptions={{ exact: true }}>Sessions</Link>,
            sessionId !== undefined ? <Link key="session" to="/sessions/$sessionId" activeOptions={{ exact: true }} params={{ sessionId }}>{session.data?.session.title || 'Session'}</Link> : undefined,
            at >= 0 && siblings.length > 1 ? `Trace ${at + 1} of ${siblings.length}${session.data?.nextCursor === undefined ? '' : '+'}` : 'Trace',
          ]}
        </Crumbs>
      </TopBar>
      {isPending && <div className={styles.waiting}><WaitingRows rows={20} label="The trace is on its way" /></div>}
      {error && !data && <Failed what="trace" error={error} retry={() => void refetch()} />}
      {trace && (
        <>
          <TraceFacts trace={trace} totalMs={totalMs} scripted={scripted} />
          <FilterField value={search.q ?? ''} spans={spans.length} partial={hasNextPage} shortened={shortened.size > 0} hits={hits?.size} onChange={(q) => change({ q: q === '' ? undefined : q })} onStep={(by) => void stepTo(by, (span) => matchesFilter(span, filter))} />
          <Minimap rows={rows} totalMs={totalMs} window={shown} onChange={(window) => change({ from: window && Math.round(window.fromMs), to: window && Math.max(Math.round(window.fromMs) + 1, Math.round(window.toMs)) })} />
          {error && <p className={styles.partial} role="alert">Not everything could be read: {error.message}</p>}
          <div className={styles.split}>
            <TraceGrid
              rows={visible} loaded={spans.length} total={Math.max(trace.totals.spans, spans.length)} window={shown} totalMs={totalMs} folded={folded} selected={search.span} hits={hits} critical={critical}
              hasMore={hasNextPage} loadingMore={isFetchingNextPage} onSelect={select} onToggle={toggle} onMore={more}
            />
            <Inspector label="Selected span" onClose={selected ? () => select(undefined) : details ? () => setDetails(false) : undefined}>
              {selected ? <SpanInspector span={(cut && whole.data) ?? selected} missing={cut && !whole.data ? (whole.error ? `Long values are cut: ${whole.error.message}` : 'Long values are on their way.') : undefined} spans={read} startMs={rows[selectedIndex]!.startMs} /> : <TraceInspector trace={trace} missing={lookingForLink && !hasNextPage && search.span !== undefined} />}
            </Inspector>
          </div>
        </>
      )}
    </main>
  );
}

/** The next row that is wanted, below or above; from the other end again when `around`. */
function nextRow(rows: readonly TraceRow[], from: number, by: 1 | -1, wanted: (span: SpanRecord) => boolean, around: boolean): TraceRow | undefined {
  for (let step = 1; step <= rows.length; step++) {
    const at = from + by * step;
    if (!around && at >= rows.length) return undefined;
    const row = rows[((at % rows.length) + rows.length) % rows.length]!;
    if (wanted(row.span)) return row;
  }
  return undefined;
}

function onlyScripted(spans: readonly SpanRecord[]): boolean {
  const calls = spans.filter((span) => span.kind === 'llm');
  return calls.length > 0 && calls.every((span) => span.attributes[HEDDLE.modelCallScripted] === true);
}

function byRow(stretches: readonly CriticalStretch[]): ReadonlyMap<number, readonly CriticalStretch[]> {
  const rows = new Map<number, CriticalStretch[]>();
  for (const stretch of stretches) {
    const known = rows.get(stretch.row);
    if (known) known.push(stretch);
    else rows.set(stretch.row, [stretch]);
  }
  return rows;
}
