import type { SessionSummary, SessionView, SpanId, SpanRecord } from '@heddle/model';
import { inTreeOrder, spanOf } from './span-of.js';
import { totalsOf, traceSummaryOf } from './trace-summary-of.js';

/** A session of another tool: spans only, a model nobody has a price for, one failed tool. */
export function foreignSession(startMs: number): { readonly view: SessionView; readonly traces: readonly (readonly SpanRecord[])[] } {
  const traces = ['Which suppliers are late this month?', 'Write to the two worst ones.'].map((question, turn) => {
    const traceId = `f0e1d2c3b4a5968778695a4b3c2d1e0${turn}`;
    const at = startMs + turn * 60_000;
    const id = (suffix: string) => `f0e1d2c3b4a5${turn}${suffix}` as SpanId;
    const common = { traceId, sessionId: 'support-4711', scope: { name: 'openinference', version: '0.1' } };
    return inTreeOrder([
      spanOf({ ...common, spanId: id('001'), startMs: at, durationMs: 6_400, kind: 'agent', name: 'supplier_agent', input: question, output: turn === 0 ? 'Three: Nord, Halde and Quist.' : 'Both letters are drafted.' }),
      spanOf({ ...common, spanId: id('002'), parentSpanId: id('001'), startMs: at + 20, durationMs: 2_100, kind: 'llm', name: 'ChatCompletion', model: 'local-mixtral', inputTokens: 812, outputTokens: 95, inputMessages: [{ role: 'user', parts: [{ type: 'text', content: question }] }], outputMessages: [{ role: 'assistant', parts: [{ type: 'tool_call', name: 'search_orders', arguments: { late: true } }] }] }),
      spanOf({ ...common, spanId: id('003'), parentSpanId: id('001'), startMs: at + 2_150, durationMs: 840, kind: 'tool', name: 'search_orders', toolName: 'search_orders', toolArguments: { late: true }, toolResult: null, status: 'error', error: { type: 'Timeout', message: 'the order service did not answer within 800 ms' } }),
      spanOf({ ...common, spanId: id('004'), parentSpanId: id('001'), startMs: at + 3_000, durationMs: 3_300, kind: 'llm', name: 'ChatCompletion', model: 'local-mixtral', inputTokens: 930, outputTokens: 210, outputMessages: [{ role: 'assistant', parts: [{ type: 'text', content: 'Three: Nord, Halde and Quist.' }] }] }),
    ]);
  });
  const all = traces.flat();
  return {
    traces,
    view: {
      session: {
        sessionId: 'support-4711', title: 'Which suppliers are late this month?', app: 'supplier_agent', userId: 'maja', tags: ['support'], status: 'ok',
        startTime: new Date(startMs).toISOString(), lastTime: new Date(startMs + 66_400).toISOString(), rounds: 0, totals: totalsOf(all), settling: false,
      },
      traces: traces.map((spans) => traceSummaryOf(spans)),
    },
  };
}

/** A few more lines for the list, each in another state. */
export function otherSummaries(nowMs: number, like: SessionSummary): readonly SessionSummary[] {
  const hour = 3_600_000;
  const facts: readonly (readonly [title: string, ageMs: number, status: SessionSummary['status'], rounds: number, costUsd: number | null])[] = [
    ['Churn by plan and region', 0.7 * hour, 'ok', 3, 0.22], ['Nightly price import', 2 * hour, 'error', 1, 0.5], ['Join clinics with census tracts', 3 * hour, 'ok', 1, 0.09],
    ['Which tests are flaky?', 26 * hour, 'ok', 2, 0.14], ['Bike counts, Fremont Bridge', 28 * hour, 'ok', 4, 0.18], ['Parse the 2019 tariff PDFs', 30 * hour, 'error', 1, 0.77],
    ['Power use of the cold store', 96 * hour, 'ok', 5, 0.42], ['Draft of the Q3 supplier table', 120 * hour, 'ok', 2, 0.07], ['Support replies by topic', 150 * hour, 'ok', 1, null],
  ];
  return facts.map(([title, ageMs, status, rounds, costUsd], index) => ({
    ...like, sessionId: `ses_other_${index}`, title, status, rounds, settling: false, startTime: new Date(nowMs - ageMs).toISOString(), lastTime: new Date(nowMs - ageMs + 90_000).toISOString(),
    totals: { ...like.totals, costUsd, unpricedLlmCalls: costUsd === null ? 4 : 0, errors: status === 'error' ? 2 : 0 },
  }));
}
