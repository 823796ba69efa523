import type { TraceView } from '@heddle/model';
import { useQueryClient, type InfiniteData, type QueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { createLiveConnection } from './live-connection.js';
import { traceKey } from './queries.js';

/** A trace is read again at most this often, and so that reading takes no more than one part in this many of the time: a large one is many windows. */
const REFRESH_MS = 1_500;
const REST_SHARE = 4;

/**
 * Reads a trace again when spans of it arrive, as long as the page is looked at. Most senders send the root last: until then nothing says that
 * more is to come.
 */
export function useLiveTrace(traceId: string): void {
  const client = useQueryClient();
  useEffect(() => {
    let stop: (() => void) | undefined;
    const update = () => {
      if (document.hidden) stop = void stop?.();
      else stop ??= followTrace(client, traceId);
    };
    update();
    document.addEventListener('visibilitychange', update);
    return () => {
      document.removeEventListener('visibilitychange', update);
      stop?.();
    };
  }, [client, traceId]);
}

const RECENT_MS = 10 * 60_000;

/** True for a trace that is not known yet, that runs, or that ended a moment ago. */
function mayGoOn(known: InfiniteData<TraceView> | undefined): boolean {
  const trace = known?.pages.at(-1)?.trace;
  return trace === undefined || trace.durationMs === null || Date.parse(trace.startTime) + trace.durationMs > Date.now() - RECENT_MS;
}

/** @returns stops following */
function followTrace(client: QueryClient, traceId: string): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let restMs = REFRESH_MS;
  let reading = false;
  let missed = false;
  let left = false;
  const refresh = () => {
    // What comes while it is read may or may not be in what is read.
    if (reading) missed = true;
    else timer ??= setTimeout(() => void read(), restMs);
  };
  const read = async () => {
    timer = undefined;
    reading = true;
    missed = false;
    const began = performance.now();
    await client.invalidateQueries({ queryKey: traceKey(traceId) });
    restMs = Math.max(REFRESH_MS, REST_SHARE * (performance.now() - began));
    reading = false;
    if (missed && !left) refresh();
  };
  const connection = createLiveConnection(`/api/live?traceId=${encodeURIComponent(traceId)}`, {
    onMessage: refresh,
    // What came between the answer and this moment was told to nobody.
    onOpen: (again) => { if (again || mayGoOn(client.getQueryData<InfiniteData<TraceView>>(traceKey(traceId)))) refresh(); },
    onLost: () => undefined,
  });
  return () => {
    left = true;
    clearTimeout(timer);
    connection.close();
  };
}
