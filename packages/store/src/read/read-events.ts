import type { HeddleEvent, JsonValue, SessionEvents } from '@heddle/model';
import { restoreAttributes } from '../schema/content-references.js';
import type { KnownContents } from '../schema/content-references.js';
import { pageLimit } from './cursor.js';
import type { Sources } from './sources.js';
import { openWhole, takeFitting } from './take-fitting.js';
import type { Opened } from './take-fitting.js';

/** The events of a session after a sequence number, in order, each number once: as many as were asked for, or as one answer may hold. */
export async function readEvents(
  sources: Sources, project: string, sessionId: string,
  options: { readonly after?: number; readonly limit?: number } = {},
): Promise<SessionEvents> {
  const limit = pageLimit(options.limit, { standard: 1_000, max: 10_000 });
  const rows = await sources.database.query<{ sequence: string; json: string }>(
    `SELECT sequence, json FROM events
     WHERE project = {project:String} AND session_id = {sessionId:String} AND sequence > {after:UInt64}
     ORDER BY sequence, event_id LIMIT 1 BY sequence LIMIT {limit:UInt32}`,
    { project, sessionId, after: Math.max(0, Math.trunc(options.after ?? 0)), limit: limit + 1 },
  );
  const { taken: events } = await takeFitting(sources, project, rows.slice(0, limit).map(({ json }) => json), openEvent);
  const last = rows[events.length - 1];
  return { events, ...(last && rows.length > events.length && { nextCursor: last.sequence }) };
}

function openEvent(json: string, contents: KnownContents): Opened<HeddleEvent> {
  // The envelope was checked when the event was taken in; the payload is what its sender made it.
  return openWhole(json, contents, () => restoreAttributes(JSON.parse(json) as JsonValue, contents) as unknown as HeddleEvent);
}
