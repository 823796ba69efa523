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
