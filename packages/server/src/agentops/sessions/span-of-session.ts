import type { RawSpan, UnixNano } from '@heddle/model';
import { agentOpsSpan } from './agentops-span.js';
import { parseIsoTime } from './parse-iso-time.js';
import { plainJson } from './plain-json.js';
import { spanIdOf, traceIdOf } from './session-ids.js';
import type { WireSession } from './wire.js';

/**
 * The root span of a session. Clients post the whole session each time, so the last span says it all; it has no end
 * until the session has.
 *
 * @param now - start of a session that does not say when it began
 */
export function spanOfSession(session: WireSession, now: UnixNano): RawSpan {
  const traceId = traceIdOf(session.session_id)!; // the schema has asked
  const startTime = parseIsoTime(session.init_timestamp ?? '') ?? now;
  const ended = endOfSession(session, now);
  const failed = /^fail/i.test(session.end_state ?? '');
  return agentOpsSpan({
    traceId,
    spanId: spanIdOf(session.session_id),
    name: 'session.session',
    kind: 'session',
    startTime,
    ...(ended !== undefined && { endTime: ended < startTime ? startTime : ended }),
    ...(failed && ended !== undefined && { failure: { message: session.end_state_reason ?? '' } }),
    attributes: {
      'operation.name': 'session',
      'workflow.session_id': session.session_id.toLowerCase(),
      'agentops.tags': tagsOf(session),
      // A state before the end is the default that every session starts with.
      'agentops.session.end_state': ended === undefined ? undefined : session.end_state ?? undefined,
      'agentops.session.end_state_reason': ended === undefined ? undefined : session.end_state_reason ?? undefined,
      'agentops.session.video': session.video ?? undefined,
      'agentops.session.host_env': plainJson(session.host_env),
    },
  });
}

/** When a session ended; `undefined` while it runs. An end that cannot be read is now: the client says that it is over. */
export function endOfSession(session: WireSession, now: UnixNano): UnixNano | undefined {
  return session.end_timestamp ? parseIsoTime(session.end_timestamp) ?? now : undefined;
}

function tagsOf({ tags }: WireSession): readonly string[] | undefined {
  const list = typeof tags === 'string' ? tags.split(',').map((tag) => tag.trim()) : (tags ?? []);
  return list.length === 0 ? undefined : list;
}
