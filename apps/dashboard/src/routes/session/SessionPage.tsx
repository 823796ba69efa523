import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { sessionEventsQuery, sessionViewQuery } from '../../api/queries.js';
import { useLiveSession } from '../../api/use-live-session.js';
import { Inspector } from '../../inspector/Inspector.js';
import { buildTranscript } from '../../model/build-transcript.js';
import { findSelection } from '../../model/find-selection.js';
import { Failed } from '../../shell/Failed.js';
import { Notice } from '../../ui/Notice.js';
import { usePageTitle } from '../../ui/use-page-title.js';
import { WaitingRows } from '../../ui/WaitingRows.js';
import { SessionRail } from '../sessions/SessionRail.js';
import { ForeignTurns } from './ForeignTurns.js';
import { SelectionInspector } from './SelectionInspector.js';
import { SessionHeader } from './SessionHeader.js';
import styles from './SessionPage.module.css';
import { TranscriptView } from './TranscriptView.js';

/** One session as a conversation: what was asked, what each role did about it, what came out. */
export function SessionPage() {
  const { sessionId } = useParams({ from: '/sessions/$sessionId' });
  const { select } = useSearch({ from: '/sessions/$sessionId' });
  const navigate = useNavigate({ from: '/sessions/$sessionId' });
  const view = useQuery(sessionViewQuery(sessionId));
  const events = useQuery(sessionEventsQuery(sessionId));
  const live = useLiveSession(sessionId);
  const transcript = useMemo(() => buildTranscript(events.data ?? []), [events.data]);
  const [details, setDetails] = useState(false);
  usePageTitle(view.data?.session.title || 'Session');

  const onSelect = (id: string | undefined) => void navigate({ search: id === undefined ? {} : { select: id }, replace: true, resetScroll: false });
  const ours = transcript.rounds.length > 0;
  const pending = (view.isPending && !view.error) || (events.isPending && !events.error);
  const selection = findSelection(transcript, select);
  const error = ours ? undefined : (view.error ?? (view.data === undefined ? events.error : undefined));
  return (
    <div className={styles.shell}>
      <SessionRail place="rail" />
      <main className={styles.main}>
        {view.data && <SessionHeader view={view.data} transcript={transcript} live={live} onDetails={() => { onSelect(undefined); setDetails(true); }} />}
        {error && <Failed what="session" error={error} retry={() => { void view.refetch(); void events.refetch(); }} />}
        {pending && !error && <div className={styles.talk}><WaitingRows rows={14} label="The session is on its way" /></div>}
        {!pending && ours && <TranscriptView transcript={transcript} sessionId={sessionId} selected={select} onSelect={onSelect} />}
        {!pending && !ours && view.data && view.data.traces.length > 0 && <ForeignTurns view={view.data} />}
        {!pending && !ours && view.data && view.data.traces.length === 0 && <Notice title="Nothing has happened in this session yet.">It fills by itself as soon as the first round starts.</Notice>}
        {events.error && ours && <p className={styles.partial} role="alert">The newest events are missing: {events.error.message}</p>}
      </main>
      <Inspector label="Selected" onClose={selection ? () => onSelect(undefined) : details ? () => setDetails(false) : undefined}>
        <SelectionInspector selection={selection} sessionId={sessionId} session={view.data?.session} transcript={transcript} />
      </Inspector>
    </div>
  );
}
