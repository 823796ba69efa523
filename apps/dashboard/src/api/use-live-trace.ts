import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { createLiveConnection } from './live-connection.js';
import { traceKey } from './queries.js';

/** A running trace is read again at most this often, and so that reading takes no more than one part in this many of the time: a large one is many windows. */
const REFRESH_MS = 1_500;
const REST_SHARE = 4;

/** Reads a trace again when spans of it arrive, as long as it runs and the page is open. */
export function useLiveTrace(traceId: string, running: boolean): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!running) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let restMs = REFRESH_MS;
    let reading = false;
    let missed = false;
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
    let left = false;
    const connection = createLiveConnection(`/api/live?traceId=${encodeURIComponent(traceId)}`, {
      onMessage: refresh,
      onOpen: (again) => { if (again) refresh(); },
      onLost: () => undefined,
    });
    return () => {
      left = true;
      clearTimeout(timer);
      connection.close();
    };
  }, [client, traceId, running]);
}
