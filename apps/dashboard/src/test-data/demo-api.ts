import type { HeddleEvent, SessionList, SessionView, SpanRecord, TraceSummary, TraceView } from '@heddle/model';
import { largeTrace } from './large-trace.js';
import { foreignSession, otherSummaries } from './other-sessions.js';
import { RAIN_CHART, rainSession } from './rain-session.js';
import { rainChartSvg } from './rain-chart.js';
import { traceSummaryOf } from './trace-summary-of.js';
import type { BuiltSession } from './session-builder.js';

/** The answers of the API over the example sessions. For development and browser tests only. */
export interface DemoApi {
  readonly live: BuiltSession;
  readonly finished: BuiltSession;
  /** Answers `GET path`; `undefined` when there is nothing under it. */
  answer(path: string, parameters: URLSearchParams): unknown;
  artifact(sha256: string): { readonly mimeType: string; readonly body: string } | undefined;
  /** Adds one event to the running session, as if it had just happened. */
  append(event: HeddleEvent): void;
}

export function createDemoApi(nowMs: number): DemoApi {
  const live = rainSession({ startMs: nowMs - 70_000 });
  const finished = rainSession({ startMs: nowMs - 26 * 3_600_000, finished: true });
  const foreign = foreignSession(nowMs - 5 * 3_600_000);
  const liveEvents = [...live.events];
  const views: readonly SessionView[] = [live.view, finished.view, foreign.view];
  const traces = new Map<string, readonly SpanRecord[]>();
  for (const spans of [...live.traces, ...finished.traces, ...foreign.traces]) traces.set(spans[0]!.traceId, spans);
  for (const size of [5_000, 100_000]) {
    const spans = largeTrace(size, nowMs - 3_600_000);
    traces.set(spans[0]!.traceId, spans);
  }
  const summaries = new Map<string, TraceSummary>();
  const others = otherSummaries(nowMs, live.view.session);

  return {
    live,
    finished,
    append: (event) => liveEvents.push(event),
    artifact: (sha256) => (sha256 === RAIN_CHART.sha256 ? { mimeType: RAIN_CHART.mimeType, body: rainChartSvg() } : undefined),
    answer: (path, parameters) => {
      const [, , kind, id, rest] = path.split('/') as [string, string, string, string | undefined, string | undefined];
      if (kind === 'health') return { status: 'ok', version: 'development', engine: { kind: 'embedded', version: '0' }, uptimeMs: 0 };
      if (kind === 'sessions' && id === undefined) {
        return { sessions: [...views.map((view) => view.session), ...others].sort((one, other) => (one.lastTime < other.lastTime ? 1 : -1)) } satisfies SessionList;
      }
      if (kind === 'sessions' && rest === undefined) return views.find((view) => view.session.sessionId === id);
      if (kind === 'sessions' && rest === 'events') {
        const all = id === live.sessionId ? liveEvents : id === finished.sessionId ? finished.events : [];
        const after = Number(parameters.get('after') ?? 0);
        return { events: all.filter((event) => event.sequence > after).slice(0, Number(parameters.get('limit') ?? 1_000)) };
      }
      if (kind === 'traces' && id !== undefined) {
        const spans = traces.get(id);
        if (!spans) return undefined;
        if (!summaries.has(id)) summaries.set(id, traceSummaryOf(spans));
        const limit = Number(parameters.get('limit') ?? 1_000);
        const from = Number(parameters.get('cursor') ?? 0);
        const next = from + limit < spans.length ? { nextCursor: String(from + limit) } : {};
        return { trace: summaries.get(id)!, spans: spans.slice(from, from + limit), ...next } satisfies TraceView;
      }
      return undefined;
    },
  };
}
