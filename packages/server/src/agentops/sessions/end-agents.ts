import type { SpanId, TraceId, UnixNano } from '@heddle/model';
import type { Store } from '@heddle/store';
import { spanOfAgent } from './span-of-agent.js';

/** Agents of one session that are ended with it. */
const MAX_AGENTS = 1_000;

/** Ends the agents of a session that has ended: the old wire has no message for it, and they would run for ever. */
export async function endAgents(store: Store, project: string, traceId: TraceId, root: SpanId, endTime: UnixNano): Promise<void> {
  const { spans } = await store.listSpans(project, { traceId, kind: 'agent', status: 'running' }, { limit: MAX_AGENTS });
  const ended = spans.map(({ spanId, attributes, name, startTimeUnixNano }) =>
    spanOfAgent({
      traceId,
      spanId,
      parentSpanId: root,
      id: String(attributes['agent.id'] ?? ''),
      name,
      startTime: BigInt(startTimeUnixNano) as UnixNano,
      endTime,
    }));
  if (ended.length > 0) await store.write({ project, spans: ended, logs: [] });
}
