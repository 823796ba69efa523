import { normaliseSpan } from '@heddle/conventions';
import type { HeddleEvent, SpanRecord } from '@heddle/model';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { AgentOpsEvent } from './agentops/agentops-event.js';
import { toAgentOpsEvents } from './agentops/to-agentops-events.js';
import { rawSpanOf } from './encoding/raw-span-of.js';
import { sessionFacts, spansOfEvents } from './encoding/spans-of-events.js';

/** What a session can be exported as. */
export const EXPORT_FORMATS = ['agentops-events', 'events', 'spans'] as const;

export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/**
 * A session in one of the export formats, ready for `JSON.stringify`.
 *
 * @param events - one session's events in order, from its first; see `Journal.read`
 */
export function exportSession(format: 'agentops-events', events: readonly HeddleEvent[]): readonly AgentOpsEvent[];
export function exportSession(format: 'events', events: readonly HeddleEvent[]): readonly HeddleEvent[];
export function exportSession(format: 'spans', events: readonly HeddleEvent[]): readonly SpanRecord[];
export function exportSession(format: ExportFormat, events: readonly HeddleEvent[]): readonly (AgentOpsEvent | HeddleEvent | SpanRecord)[];
export function exportSession(format: ExportFormat, events: readonly HeddleEvent[]): readonly (AgentOpsEvent | HeddleEvent | SpanRecord)[] {
  switch (format) {
    case 'agentops-events': return toAgentOpsEvents(events);
    case 'events': return events;
    case 'spans': return toSpanRecords(events);
  }
}

/** The spans that a session's events tell of, in the shape of the API, without a server in between. */
export function toSpanRecords(events: readonly HeddleEvent[]): readonly SpanRecord[] {
  const [first] = events;
  if (!first) return [];
  const resource = resourceFromAttributes({ 'service.name': sessionFacts(first).app });
  return spansOfEvents(events, resource).map((span) => normaliseSpan(rawSpanOf(span)));
}
