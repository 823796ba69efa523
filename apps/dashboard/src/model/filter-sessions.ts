import type { SessionSummary } from '@heddle/model';

/** Sessions in which every typed word is found: in the title, the app, the user, a tag, the id or the state. */
export function filterSessions(sessions: readonly SessionSummary[], text: string): readonly SessionSummary[] {
  const words = text.toLowerCase().split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) return sessions;
  return sessions.filter((session) => {
    const haystack = [session.title, session.app, session.userId, session.sessionId, session.status, ...session.tags].join('\n').toLowerCase();
    return words.every((word) => haystack.includes(word));
  });
}

/** Both lists as one, each session once, those that were active last first. */
export function mergeSessions(known: readonly SessionSummary[], more: readonly SessionSummary[]): readonly SessionSummary[] {
  if (more.length === 0) return known;
  const byId = new Map([...more, ...known].map((session) => [session.sessionId, session]));
  return [...byId.values()].sort((one, other) => Date.parse(other.lastTime) - Date.parse(one.lastTime));
}
