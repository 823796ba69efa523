import type { MiddlewareHandler } from 'hono';
import { isLoopbackHost, isWildcardHost, urlHost } from './loopback.js';
import { Refusal } from './refusal.js';

/** Media types that a page of another site cannot send without asking first (a CORS preflight, which is never granted). */
const WRITE_TYPES = new Set(['application/json', 'application/x-protobuf', 'application/protobuf']);

/**
 * Keeps web pages of other sites out. That the server listens on loopback does not: any page in the user's browser can
 * send requests to it, or give a name of its own the address 127.0.0.1 and read the answers.
 *
 * - `Host` must be a name of this server: otherwise the browser thinks it talks to somebody else (DNS rebinding).
 * - `Origin`, when there is one, must be this server.
 * - POST needs a JSON or OTLP content type. Browsers send only "simple" requests without a preflight, and those are GET,
 *   HEAD and POST with form or plain-text types: so this leaves none that write. PUT, PATCH and DELETE are never simple.
 *
 * @param ownHost - the host the server was told to listen on
 */
export function refuseForeign(ownHost: string): MiddlewareHandler {
  return async (context, next) => {
    const { headers, method, url } = context.req.raw;
    const host = headers.get('host') ?? new URL(url).host;
    if (!isOwnHost(host, ownHost)) {
      throw new Refusal(403, 'HOST_FOREIGN', `Host is ${shown(host)}, which is not this server; use localhost or the address it listens on.`);
    }
    const origin = headers.get('origin');
    if (origin !== null && !isSameOrigin(origin, host)) {
      throw new Refusal(403, 'ORIGIN_FOREIGN', `Origin is ${shown(origin)}; pages of other sites may not use this server.`);
    }
    if (method === 'POST') {
      const type = mediaType(headers.get('content-type'));
      if (!WRITE_TYPES.has(type)) {
        throw new Refusal(415, 'TYPE_UNKNOWN', `Content-Type is ${shown(type)}; send application/json or application/x-protobuf.`);
      }
    }
    await next();
  };
}

/** The media type without parameters, in lower case; empty when absent. */
export function mediaType(contentType: string | null | undefined): string {
  return (contentType ?? '').split(';', 1)[0]!.trim().toLowerCase();
}

function isOwnHost(hostHeader: string, ownHost: string): boolean {
  const name = URL.canParse(`http://${hostHeader}`) ? new URL(`http://${hostHeader}`).hostname : '';
  // A wildcard address has any number of names. It is only listened on with an access key, which a rebound page lacks.
  return isLoopbackHost(name) || name === urlHost(ownHost).toLowerCase() || (name !== '' && isWildcardHost(ownHost));
}

function isSameOrigin(origin: string, host: string): boolean {
  return URL.canParse(origin) && URL.canParse(`http://${host}`) && new URL(origin).host === new URL(`http://${host}`).host;
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 100));
}
