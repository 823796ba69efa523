import type { HeddleEvent } from '@heddle/model';
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { createLiveConnection, type LiveConnection } from './live-connection.js';
import { inShort, mergeEvents, sessionEventsKey } from './queries.js';

export type LiveState = 'connecting' | 'live' | 'lost';

/** Events are put on the page together at this pace, so that a fast stream costs few renderings. */
const FLUSH_MS = 120;
/** What is missing is asked for at most this often. */
const CATCH_UP_MS = 1_000;
/** Totals and traces are asked for again at most this often. */
const REFRESH_MS = 1_500;

/**
 * Keeps what is known of a session up to date while the page is looked at. New events are put in place; a gap, an
 * overflow or a lost connection makes the queries ask for what is missing.
 */
export function useLiveSession(sessionId: string): LiveState {
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>('connecting');

  useEffect(() => {
    let feed: LiveConnection | undefined;
    const update = () => {
      if (document.hidden) {
        feed?.close();
        feed = undefined;
      } else {
        feed ??= followSession(client, sessionId, setState);
      }
    };
    update();
    document.addEventListener('visibilitychange', update);
    return () => {
      document.removeEventListener('visibilitychange', update);
      feed?.close();
    };
  }, [client, sessionId]);

  return state;
}

function followSession(client: QueryClient, sessionId: string, setState: (state: LiveState) => void): LiveConnection {
  let waiting: HeddleEvent[] = [];
  let flushTimer: ReturnType<typeof setTimeout> | undefined;
  let catchUpTimer: ReturnType<typeof setTimeout> | undefined;
  let refreshTimer: ReturnType<typeof setTimeout> | undefined;
  const key = sessionEventsKey(sessionId);

  const catchUp = () => {
    catchUpTimer ??= setTimeout(() => {
      catchUpTimer = undefined;
      void client.invalidateQueries({ queryKey: key });
    }, CATCH_UP_MS);
  };
  const flush = () => {
    flushTimer = undefined;
    const known = client.getQueryData<readonly HeddleEvent[]>(key);
    if (known === undefined) { // the first answer is still on its way
      flushTimer = setTimeout(flush, FLUSH_MS);
      return;
    }
    const before = known.at(-1)?.sequence ?? 0;
    const gap = waiting.some((event, index) => event.sequence > (waiting[index - 1]?.sequence ?? before) + 1);
    client.setQueryData(key, mergeEvents(known, waiting));
    waiting = [];
    if (gap) catchUp();
  };
  const refresh = () => {
    refreshTimer ??= setTimeout(() => {
      refreshTimer = undefined;
      void client.invalidateQueries({ queryKey: ['session', sessionId] });
      void client.invalidateQueries({ queryKey: ['sessions'] });
    }, REFRESH_MS);
  };

  const connection = createLiveConnection(`/api/live?sessionId=${encodeURIComponent(sessionId)}`, {
    onOpen: (again) => {
      setState('live');
      // What happened between the first answer and this moment was not pushed to anyone.
      void client.invalidateQueries({ queryKey: key });
      // A server that was away when the page opened is there now.
      if (again || client.getQueryState(['session', sessionId])?.status === 'error') refresh();
    },
    onLost: () => setState('lost'),
    onMessage: (message) => {
      if (message.kind === 'lagged') catchUp();
      else if (message.kind === 'event' && message.event.sessionId === sessionId) {
        waiting.push(inShort(message.event));
        flushTimer ??= setTimeout(flush, FLUSH_MS);
      }
      refresh();
    },
  });
  return {
    close: () => {
      clearTimeout(flushTimer);
      clearTimeout(catchUpTimer);
      clearTimeout(refreshTimer);
      connection.close();
    },
  };
}
