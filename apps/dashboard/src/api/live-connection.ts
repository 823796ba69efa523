import type { LiveMessage } from '@heddle/model';
import { liveMessageSchema } from './schemas.js';

export interface LiveConnection {
  close(): void;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Listens to what happens now. Reconnects by itself, each time after a longer pause; the caller asks for what it missed.
 *
 * @param options.onMessage - one message; those this page does not understand are dropped
 * @param options.onOpen - connected, again with `true` after the first time: events in between were missed
 */
export function createLiveConnection(path: string, options: {
  readonly onMessage: (message: LiveMessage) => void;
  readonly onOpen: (again: boolean) => void;
  readonly onLost: () => void;
}): LiveConnection {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pauseMs = FIRST_PAUSE_MS;
  let opened = false;
  let closed = false;

  const receive = (event: MessageEvent) => {
    let body: unknown;
    try {
      body = JSON.parse(String(event.data));
    } catch {
      return;
    }
    const message = liveMessageSchema.safeParse(body);
    if (message.success) options.onMessage(message.data);
  };

  const connect = () => {
    source = new EventSource(path);
    source.addEventListener('open', () => {
      pauseMs = FIRST_PAUSE_MS;
      options.onOpen(opened);
      opened = true;
    });
    for (const kind of ['message', 'event', 'spans', 'lagged']) source.addEventListener(kind, receive);
    source.addEventListener('error', () => {
      source?.close();
      if (closed) return;
      options.onLost();
      timer = setTimeout(connect, pauseMs);
      pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
    });
  };

  connect();
  return {
    close: () => {
      closed = true;
      clearTimeout(timer);
      source?.close();
    },
  };
}
