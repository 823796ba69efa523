import { createHash, timingSafeEqual } from 'node:crypto';

/** Makes a check of `Authorization` values against one key. */
export function keyCheck(accessKey: string): (authorization: string | undefined) => boolean {
  const expected = digest(accessKey);
  return (authorization) => {
    const given = keyOfAuthorization(authorization ?? '');
    // Digests have equal lengths, so the comparison takes the same time whatever was given.
    return given !== undefined && timingSafeEqual(digest(given), expected);
  };
}

/**
 * The key in `Bearer KEY`, or as the password of HTTP Basic, which browsers ask for by themselves and then send with every
 * request of the dashboard, live streams included.
 */
export function keyOfAuthorization(authorization: string): string | undefined {
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
