import type { SessionSummary } from '@heddle/model';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { sessionListQuery, sessionsTitledQuery } from '../../api/queries.js';
import { filterSessions, mergeSessions } from '../../model/filter-sessions.js';
import { dayGroup } from '../../model/format-moment.js';
import { Icon } from '../../ui/Icon.js';
import { Key } from '../../ui/Key.js';
import { useKeys } from '../../ui/use-keys.js';
import { useNow } from '../../ui/use-now.js';
import { useSettled } from '../../ui/use-settled.js';
import { WaitingRows } from '../../ui/WaitingRows.js';
import { SessionRow } from './SessionRow.js';
import styles from './SessionRail.module.css';

/** How long typing rests before the server is asked. */
const LOOK_AFTER_MS = 250;

/** All sessions, those that were active last first, with a field that narrows them. Beside a session it is a rail; alone it is the page. */
export function SessionRail({ place }: { readonly place: 'rail' | 'page' }) {
  const [text, setText] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const { data, isPending, error, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(sessionListQuery());
  const nowMs = useNow(true);
  useKeys({ '/': () => field.current?.focus() });

  const sessions = data?.pages.flatMap((page) => page.sessions) ?? [];
  const looked = useSettled(text.trim(), LOOK_AFTER_MS);
  const { data: titled, isFetching: isLooking } = useQuery(sessionsTitledQuery(looked));
  const shown = mergeSessions(filterSessions(sessions, text), text.trim().length > 1 && titled ? filterSessions(titled.sessions, text) : []);
  return (
    <section className={styles.list} data-place={place} aria-label="Sessions">
      <label className={styles.find}>
        <Icon name="search" />
        <input
          ref={field} type="search" placeholder="Find a session" aria-label="Find a session" value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => { if (event.key === 'Escape') { setText(''); event.currentTarget.blur(); } }}
        />
        <Key>/</Key>
      </label>
      {isPending && <div className={styles.waiting}><WaitingRows rows={8} height={46} label="Sessions are on their way" /></div>}
      {error && <p className={styles.note} role="alert">{sessions.length === 0 ? error.message : `Not up to date: ${error.message}`}</p>}
      {groups(shown, nowMs).map(([name, members]) => (
        <div key={name}>
          <h2 className={styles.group}>{name}</h2>
          <ul>{members.map((session) => <li key={session.sessionId}><SessionRow session={session} nowMs={nowMs} /></li>)}</ul>
        </div>
      ))}
      {data && sessions.length > 0 && shown.length === 0 && <p className={styles.note}>{isLooking || looked !== text.trim() ? 'Looking …' : `No session is called “${text.trim()}”${hasNextPage ? ', and none of those read so far has it as its user, app or tag' : ''}.`}</p>}
      {hasNextPage && <button type="button" className={styles.more} disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>{isFetchingNextPage ? 'Reading…' : 'Show earlier sessions'}</button>}
    </section>
  );
}

function groups(sessions: readonly SessionSummary[], nowMs: number): readonly (readonly [string, readonly SessionSummary[]])[] {
  const byDay = new Map<string, SessionSummary[]>();
  for (const session of sessions) {
    const day = dayGroup(Date.parse(session.lastTime), nowMs);
    byDay.set(day, [...(byDay.get(day) ?? []), session]);
  }
  return [...byDay];
}
