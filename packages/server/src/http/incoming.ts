import type { IncomingMessage } from 'node:http';

const INCOMING = new WeakMap<Request, IncomingMessage>();

/** Remembers what a request came in as. */
export function setIncoming(request: Request, incoming: IncomingMessage): void {
  INCOMING.set(request, incoming);
}

/**
 * What a request came in as; `undefined` for one that did not come over a socket. Its body is read from here: as a web stream it
 * took a tenth of all that is done for a batch of spans.
 */
export function incomingOf(request: Request): IncomingMessage | undefined {
  return INCOMING.get(request);
}
