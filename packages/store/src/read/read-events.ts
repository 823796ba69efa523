import type { HeddleEvent, JsonObject, JsonValue, SessionEvents } from '@heddle/model';
import { restoreAttributes } from '../schema/content-references.js';
import type { KnownContents } from '../schema/content-references.js';
import { shortEvent } from '../schema/short-event.js';
import { shortened } from '../schema/short-values.js';
import type { EventPage } from '../store.js';
import { pageLimit } from './cursor.js';
import { createPauses } from './pauses.js';
import type { Sources } from './sources.js';
import { openWhole, takeFitting } from './take-fitting.js';
import type { Opened } from './take-fitting.js';

/** The events of a session after a sequence number, in order, each number once: as many as were asked for, or as one answer may hold. */
export async function readEvents(sources: Sources, project: string, sessionId: string, { after = 0, content = 'whole', ...page }: EventPage = {}): Promise<SessionEvents> {
  const limit = pageLimit(page.limit, { standard: 1_000, max: 10_000 });
  const rows = await sources.database.query<{ sequence: string; json: string }>(
    `SELECT sequence, json FROM events
     WHERE project = {project:String} AND session_id = {sessionId:String} AND sequence > {after:UInt64}
     ORDER BY sequence, event_id LIMIT 1 BY sequence LIMIT {limit:UInt32}`,
    { project, sessionId, after: Math.max(0, Math.trunc(after)), limit: limit + 1 },
  );
  const stored = rows.slice(0, limit).map(({ json }) => json);
  const texts = content === 'short' ? await inShort(stored) : stored;
  const { taken } = await takeFitting(sources, project, texts, content === 'short' ? openShort : openEvent);
  const cut = taken.flatMap(({ event, isCut }, index) => (isCut || texts[index] !== stored[index] ? [event.sequence] : []));
  const last = rows[taken.length - 1];
  return {
    events: taken.map(({ event }) => event),
    ...(cut.length > 0 && { shortened: cut }),
    ...(last && rows.length > taken.length && { nextCursor: last.sequence }),
  };
}

/** Pauses now and then: the request to a model names each message of a long conversation. */
async function inShort(stored: readonly string[]): Promise<readonly string[]> {
  const pause = createPauses();
  const texts: string[] = [];
  for (const json of stored) {
    texts.push(shortEvent(json));
    await pause();
  }
  return texts;
}

interface ReadEvent {
  readonly event: HeddleEvent;
  readonly isCut: boolean;
}

function openEvent(json: string, contents: KnownContents): Opened<ReadEvent> {
  return openWhole(json, contents, () => ({ event: eventOf(json, contents), isCut: false }));
}

function openShort(json: string, contents: KnownContents): Opened<ReadEvent> {
  const event = eventOf(json, contents);
  if (event.type !== 'model-call-request') return openWhole(json, contents, () => ({ event, isCut: false }));
  const { messages } = event as unknown as JsonObject;
  const short = messages === undefined ? undefined : shortened(messages);
  const isCut = short !== messages;
  const given = isCut ? ({ ...event, messages: short } as unknown as HeddleEvent) : event;
  return { length: JSON.stringify(given).length, result: () => ({ event: given, isCut }) };
}

/** The envelope was checked when the event was taken in; the payload is what its sender made it. */
function eventOf(json: string, contents: KnownContents): HeddleEvent {
  return restoreAttributes(JSON.parse(json) as JsonValue, contents) as unknown as HeddleEvent;
}
