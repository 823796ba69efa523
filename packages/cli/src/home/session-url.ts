import type { Home } from './open-home.js';

/** Where a session can be looked at once the command has ended; `null` when its server ends with it. */
export function sessionUrl({ url, owned }: Pick<Home, 'url' | 'owned'>, sessionId: string): string | null {
  return owned ? null : `${url}/sessions/${sessionId}`;
}
