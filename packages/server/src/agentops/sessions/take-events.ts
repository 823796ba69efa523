import type { Artifact, RawSpan, UnixNano } from '@heddle/model';
import type { Store } from '@heddle/store';
import { Rejections } from '../../otlp/decoded.js';
import { problemsOf } from '../read-json.js';
import { storeObject } from '../uploads/store-object.js';
import { uploadedObject } from '../uploads/uploaded-object.js';
import { traceIdOf } from './session-ids.js';
import { spanOfEvent } from './span-of-event.js';
import { type WireEvent, wireEvent } from './wire.js';

export interface TakeEventsOptions {
  readonly project: string;
  /** The session of events that do not name theirs. */
  readonly sessionId: string | undefined;
  readonly now: UnixNano;
}

/**
 * Stores events of sessions as spans, each on its own.
 *
 * @returns what was refused, once all the others can be queried
 */
export async function takeEvents(store: Store, events: readonly unknown[], options: TakeEventsOptions): Promise<Rejections> {
  const rejections = new Rejections();
  const spans: RawSpan[] = [];
  for (const event of events) {
    const result = wireEvent.safeParse(event);
    if (!result.success) {
      rejections.add(problemsOf(result.error));
      continue;
    }
    const sessionId = result.data.session_id ?? options.sessionId;
    const traceId = sessionId === undefined ? undefined : traceIdOf(sessionId);
    if (sessionId === undefined || traceId === undefined) {
      rejections.add('it names no session');
      continue;
    }
    const screenshot = await storeScreenshot(store, options.project, result.data);
    spans.push(spanOfEvent(result.data, { traceId, sessionId, now: options.now, ...(screenshot && { screenshot }) }));
  }
  if (spans.length > 0) await store.write({ project: options.project, spans, logs: [] });
  return rejections;
}

/** A screenshot is the address of a picture, which stays as it is, or the picture itself. */
async function storeScreenshot(store: Store, project: string, { screenshot }: WireEvent): Promise<Artifact | undefined> {
  if (!screenshot) return undefined;
  const object = uploadedObject(screenshot, 'screenshot');
  return object.mimeType.startsWith('image/') ? await storeObject(store, project, object) : undefined;
}
