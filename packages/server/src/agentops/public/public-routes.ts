import { type SpanRecord, type TraceView, parseSpanId, parseTraceId } from '@heddle/model';
import type { Store } from '@heddle/store';
import { Hono } from 'hono';
import { notFound } from '../../api/api-app.js';
import { projectOf } from '../../http/project-of.js';
import { Refusal } from '../../http/refusal.js';
import { spanAnswer, spanLine } from './span-answer.js';
import { UsageSum, costText } from './usage-answer.js';

/** Their API has no pages: it gives a trace whole or not at all. */
const MAX_SPANS = 50_000;
const WINDOW = 10_000;

/** The public read API of AgentOps, `/public/v1`: what its MCP server and scripts ask. */
export function publicRoutes(store: Store): Hono {
  return new Hono()
    .get('/public/v1/project', (context) => {
      const project = projectOf(context.req.raw);
      return context.json({ id: project, name: project, environment: 'development' });
    })
    .get('/public/v1/traces/:traceId', async (context) => {
      const project = projectOf(context.req.raw);
      const { trace, spans } = await readWholeTrace(store, project, context.req.param('traceId'));
      return context.json({ trace_id: trace.traceId, project_id: project, tags: trace.tags, spans: spans.map(spanLine) });
    })
    .get('/public/v1/traces/:traceId/metrics', async (context) => {
      const { trace, spans } = await readWholeTrace(store, projectOf(context.req.raw), context.req.param('traceId'));
      const usage = new UsageSum();
      for (const span of spans) if (span.usageCounted) usage.add(span);
      const count = (status: SpanRecord['status']) => spans.filter((span) => span.status === status).length;
      return context.json({
        span_count: spans.length,
        trace_count: 1,
        success_count: count('ok'),
        fail_count: count('error'),
        indeterminate_count: count('running'),
        ...usage.answer(),
        // The trace's own sum: the same one that the dashboard shows.
        total_cost: costText(trace.totals.costUsd),
        average_cost_per_trace: costText(trace.totals.costUsd),
      });
    })
    .get('/public/v1/spans/:spanId', async (context) => {
      return context.json(spanAnswer(await readSpan(store, projectOf(context.req.raw), context.req.param('spanId'))));
    })
    .get('/public/v1/spans/:spanId/metrics', async (context) => {
      const span = await readSpan(store, projectOf(context.req.raw), context.req.param('spanId'));
      const usage = new UsageSum();
      usage.add(span);
      return context.json({ span_id: span.spanId, ...usage.answer() });
    });
}

async function readWholeTrace(store: Store, project: string, text: string): Promise<Pick<TraceView, 'trace' | 'spans'>> {
  // Ids of the old wire are UUIDs, whose digits are the trace id.
  const traceId = parseTraceId(text.replaceAll('-', '').toLowerCase());
  const first = traceId && (await store.readTrace(project, traceId, { limit: WINDOW, content: 'short' }));
  if (traceId === undefined || first === undefined) throw notFound('trace', text);
  const spans = [...first.spans];
  for (let cursor = first.nextCursor; cursor !== undefined;) {
    if (spans.length >= MAX_SPANS) {
      throw new Refusal(413, 'TOO_LARGE', `The trace has more than ${MAX_SPANS} spans; read it by windows at /api/traces/${traceId}.`);
    }
    const window: TraceView | undefined = await store.readTrace(project, traceId, { limit: WINDOW, content: 'short', cursor });
    spans.push(...(window?.spans ?? []));
    cursor = window?.nextCursor;
  }
  return { trace: first.trace, spans };
}

async function readSpan(store: Store, project: string, text: string): Promise<SpanRecord> {
  const spanId = parseSpanId(text.toLowerCase());
  const { spans: [span] } = spanId === undefined ? { spans: [] } : await store.listSpans(project, { spanId }, { limit: 1 });
  if (span === undefined) throw notFound('span', text);
  return span;
}
