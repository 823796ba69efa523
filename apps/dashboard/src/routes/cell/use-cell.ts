import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { cellSpansQuery } from '../../api/cell-spans-query.js';
import { sessionEventsQuery, sessionViewQuery } from '../../api/queries.js';
import { useLiveSession } from '../../api/use-live-session.js';
import { buildTranscript } from '../../model/build-transcript.js';
import { attemptsOf, cellFromSpans, cellIdOf } from '../../model/cell-from-spans.js';
import type { Cell } from '../../model/transcript.js';

export interface CellData {
  readonly cell: Cell | undefined;
  /** Every cell of the session (or, without events, of the trace) in the order of their start. */
  readonly cells: readonly Cell[];
  readonly attempts: readonly Cell[];
  readonly sessionTitle: string | undefined;
  readonly roundIndex: number | undefined;
  readonly role: string | undefined;
  readonly pending: boolean;
  readonly error: Error | undefined;
  readonly retry: () => void;
}

/** Finds a cell: in the session's events, and where they are missing in the spans of its traces. */
export function useCell(sessionId: string, cellId: string): CellData {
  const view = useQuery(sessionViewQuery(sessionId));
  const events = useQuery(sessionEventsQuery(sessionId));
  useLiveSession(sessionId);
  const transcript = useMemo(() => buildTranscript(events.data ?? []), [events.data]);
  const fromEvents = transcript.cells.get(cellId);
  const spans = useQuery(cellSpansQuery(sessionId, cellId, !events.isPending && fromEvents === undefined));

  const fromSpans = useMemo(() => {
    if (fromEvents !== undefined || spans.data === undefined) return [];
    const ids = spans.data.flatMap((span) => cellIdOf(span) ?? []);
    return ids.flatMap((id) => cellFromSpans(spans.data, id) ?? []);
  }, [fromEvents, spans.data]);

  const cells = fromEvents === undefined ? fromSpans : [...transcript.cells.values()];
  const cell = fromEvents ?? fromSpans.find((candidate) => candidate.id === cellId);
  const round = cell && transcript.rounds.find((candidate) => candidate.id === cell.roundId);
  return {
    cell,
    cells,
    attempts: cell ? attemptsOf(cells, cell) : [],
    sessionTitle: view.data?.session.title,
    roundIndex: round?.index,
    role: round?.posts.find((post) => post.id === cell?.postId)?.from,
    pending: cell === undefined && (events.isPending || spans.isFetching),
    error: cell === undefined ? (spans.error ?? events.error ?? undefined) : undefined,
    retry: () => { void events.refetch(); void spans.refetch(); },
  };
}
