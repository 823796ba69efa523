import { createHash, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { Refusal } from './refusal.js';

/**
 * Lets a request in only with the access key: `Authorization: Bearer KEY`, or as the password of HTTP Basic, which
 * browsers ask for by themselves and then send with every request of the dashboard, live streams included.
 */
export function requireKey(accessKey: string): MiddlewareHandler {
  const expected = digest(accessKey);
  return async (context, next) => {
    const given = keyOf(context.req.header('authorization') ?? '');
    // Digests have equal lengths, so the comparison takes the same time whatever was given.
    if (given === undefined || !timingSafeEqual(digest(given), expected)) {
      context.header('WWW-Authenticate', 'Basic realm="Heddle", charset="UTF-8"');
      throw new Refusal(401, 'KEY_REQUIRED', 'This server needs its access key: send it as "Authorization: Bearer KEY".');
    }
    await next();
  };
}

function keyOf(authorization: string): string | undefined {
  const [scheme, value] = authorization.split(' ', 2);
  if (value === undefined) return undefined;
  switch (scheme!.toLowerCase()) {
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
