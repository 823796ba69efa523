import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { createLiveConnection } from './live-connection.js';
import { traceKey } from './queries.js';

/** A running trace is read again at most this often. */
const REFRESH_MS = 1_500;

/** Reads a trace again when spans of it arrive, as long as it runs and the page is open. */
export function useLiveTrace(traceId: string, running: boolean): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!running) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void client.invalidateQueries({ queryKey: traceKey(traceId) });
      }, REFRESH_MS);
    };
    const connection = createLiveConnection(`/api/live?traceId=${encodeURIComponent(traceId)}`, {
      onMessage: refresh,
      onOpen: (again) => { if (again) refresh(); },
      onLost: () => undefined,
    });
    return () => {
      clearTimeout(timer);
      connection.close();
    };
  }, [client, traceId, running]);
}
