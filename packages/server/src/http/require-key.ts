import { createHash, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { Refusal } from './refusal.js';

/** What a client without the access key is told. */
export const KEY_REQUIRED_MESSAGE = 'This server needs its access key: send it as "Authorization: Bearer KEY".';

/**
 * Lets a request in only with the access key; browsers are made to ask for it.
 *
 * @param isAdmitted - true for requests that show in another way that they may come in
 */
export function requireKey(accessKey: string, isAdmitted: (request: Request) => boolean = () => false): MiddlewareHandler {
  const isAllowed = keyCheck(accessKey);
  return async (context, next) => {
    if (!isAllowed(context.req.header('authorization')) && !isAdmitted(context.req.raw)) {
      context.header('WWW-Authenticate', 'Basic realm="Heddle", charset="UTF-8"');
      throw new Refusal(401, 'KEY_REQUIRED', KEY_REQUIRED_MESSAGE);
    }
    await next();
  };
}

/**
 * Makes a check of `Authorization` values: `Bearer KEY`, or the key as the password of HTTP Basic, which browsers ask for
 * by themselves and then send with every request of the dashboard, live streams included.
 */
export function keyCheck(accessKey: string): (authorization: string | undefined) => boolean {
  const expected = digest(accessKey);
  return (authorization) => {
    const given = keyOf(authorization ?? '');
    // Digests have equal lengths, so the comparison takes the same time whatever was given.
    return given !== undefined && timingSafeEqual(digest(given), expected);
  };
}

function keyOf(authorization: string): string | undefined {
  const space = authorization.indexOf(' ');
  const value = authorization.slice(space + 1);
  switch (authorization.slice(0, Math.max(space, 0)).toLowerCase()) {
    case 'bearer':
      return value;
    case 'basic': {
      const text = Buffer.from(value, 'base64').toString('utf8');
      return text.slice(text.indexOf(':') + 1);
    }
    default:
      return undefined;
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
