import { TABLE_MIME_TYPE } from '@heddle/model';
import type { Artifact, JsonValue, Sha256 } from '@heddle/model';
import { MONTHLY_RAIN_MM, rainChartSvg } from './rain-chart.js';
import { SessionBuilder, type BuiltSession } from './session-builder.js';

/** Any 64 hex digits serve as a name: nothing of the example's bytes leaves the development server. */
export const RAIN_CHART: Artifact = {
  sha256: '5c1f0a86c2b94e375d1f0a86c2b94e375d1f0a86c2b94e375d1f0a86c2b94e37' as Sha256,
  name: 'rain-2012-2015.svg', mimeType: 'image/svg+xml', sizeBytes: rainChartSvg().length,
};

const RAIN_SOURCE = `const years = [2012, 2013, 2014, 2015];
const days = await weather.load({ years, station: 'SEA' });
const normals = await weather.normals({ station: 'SEA' });
const monthly = sumByMonth(days, 'precipitation');

const flagged: Flag[] = [];
const skipped: number[] = [];
for (const year of years) {
  const values = monthly.filter((m) => m.year === year);
  try {
    flagged.push(...await anomalies.detect({ values, normals }));
  } catch (error) {
    skipped.push(year);
    const method = 'percentile'; // needs no gamma fit
    flagged.push(...await anomalies.detect({ values, normals, method }));
  }
}
const trend = await stats.trend({ values: totals(monthly) });
console.log(\`\${flagged.length} flagged, fell back in \${skipped}\`);

await charts.bars({ data: monthly, normals, marks: flagged });
({ flagged, trend });`;

const FIRST_ATTEMPT = RAIN_SOURCE.replace('[2012, 2013, 2014, 2015]', "'2012-2015'");

const PLAN = ['Load daily rain and the 1991–2020 normals', 'Score each month against its normal, year by year', 'Test the yearly totals for a trend', 'Draw the months, mark the abnormal ones'];

const REPLY = `Seven of 48 months were abnormal: four wet, three dry.

| Month | Rain | Of normal |
|---|---:|---:|
| ▼ Sep 2012 | 0.9 mm | 2 % |
| ▲ Sep 2013 | 156.8 mm | 383 % |
| ▼ Dec 2013 | 42.4 mm | 29 % |
| ▲ Mar 2014 | 240.0 mm | 227 % |
| ▼ Jun 2015 | 5.9 mm | 16 % |
| ▲ Aug 2015 | 83.3 mm | 338 % |
| ▲ Dec 2015 | 284.5 mm | 196 % |

**Getting wetter? These four years cannot say.** The yearly totals (1,226, 828, 1,233 and 1,139 mm) trend at −12.8 mm a year, with a range from −398 to +405.

For 2013 the gamma fit failed, so that year was scored by percentile instead.`;

/**
 * The session of the pictures: rain in Seattle, two rounds, a cell whose loop calls four times, one of them failing and
 * caught, and a chart. The second round is still running unless `finished` is asked for.
 */
export function rainSession(options: { readonly startMs: number; readonly finished?: boolean }): BuiltSession {
  const model = 'claude-sonnet-4-5';
  const builder = new SessionBuilder({
    startMs: options.startMs, title: 'Abnormal rain in Seattle', model,
    start: {
      app: 'seattle-rain', configuration: { model, place: 'bubblewrap' },
      roles: [{ name: 'Planner', description: 'Plans and answers.' }, { name: 'CodeInterpreter', description: 'Writes and runs code.' }],
      plugins: ['weather.load', 'weather.normals', 'anomalies.detect', 'stats.trend', 'charts.bars'].map((name) => ({ name, description: name, version: '1.4.0', hash: '9c41e7' })),
      places: ['bubblewrap'], tags: [], metadata: {}, heddleVersion: '0.1.0',
    },
  });
  const query = 'Which months in 2012–2015 had abnormal rain in Seattle, and is it getting wetter?';
  const system = { role: 'system', parts: [{ type: 'text' as const, content: 'You plan; CodeInterpreter writes the code. Answer with figures and say where each comes from.' }] };
  const user = { role: 'user', parts: [{ type: 'text' as const, content: query }] };

  builder.round(query, { reply: REPLY, files: [{ sha256: 'a'.repeat(64) as Sha256, name: 'question.md', mimeType: 'text/markdown', sizeBytes: 412 }] }, (post) => {
    post({ from: 'Planner', to: 'CodeInterpreter', message: 'Load the rain, score every month against its normal year by year, test for a trend, and draw the months.' }, (steps) => {
      steps.modelCall({
        purpose: 'plan', durationMs: 3_260, firstTokenMs: 630, usage: { inputTokens: 2_184, cacheReadTokens: 1_792, outputTokens: 212 }, costUsd: 0.0049,
        messages: [system, user], reply: 'plan with 4 steps, to CodeInterpreter',
      });
      steps.pause(40);
      steps.attach({ kind: 'plan', steps: PLAN.map((text) => ({ text, state: 'done', role: 'CodeInterpreter' })) });
    });
    post({ from: 'CodeInterpreter', to: 'Planner', message: 'Seven months flagged; for 2013 the percentile method stood in for the gamma fit. The chart is attached.' }, (steps) => {
      steps.modelCall({
        purpose: 'code', durationMs: 4_270, firstTokenMs: 680, usage: { inputTokens: 2_688, cacheReadTokens: 1_024, outputTokens: 655 }, costUsd: 0.0146,
        messages: [system, user], reply: FIRST_ATTEMPT,
      });
      steps.cell({
        index: 2, attempt: 1, source: FIRST_ATTEMPT, durationMs: 12, status: 'error',
        error: { type: 'ArgumentError', message: "weather.load refused years: '2012-2015', expected number[]", line: 2 },
        calls: [{
          plugin: 'weather.load', line: 2, column: 20, atMs: 2, durationMs: 3, arguments: { years: '2012-2015', station: 'SEA' }, status: 'refused',
          error: { type: 'ArgumentError', message: "years: expected number[], received '2012-2015'" },
        }],
      });
      steps.modelCall({
        purpose: 'repair', durationMs: 3_830, firstTokenMs: 720, usage: { inputTokens: 3_402, cacheReadTokens: 2_048, outputTokens: 731 }, costUsd: 0.0156,
        messages: [system, user, { role: 'assistant', parts: [{ type: 'text', content: FIRST_ATTEMPT }] }, { role: 'user', parts: [{ type: 'text', content: "ArgumentError on line 2: years: expected number[], received '2012-2015'" }] }],
        reply: RAIN_SOURCE,
      });
      steps.approval({ plugin: 'weather.load', reason: 'weather.load wants to use the network', waitedMs: 3_150, by: 'you' });
      steps.cell({
        index: 2, attempt: 2, source: RAIN_SOURCE, durationMs: 1_401, output: [[1_182, '7 flagged, fell back in 2013\n']],
        calls: [
          { plugin: 'weather.load', line: 2, column: 20, atMs: 5, durationMs: 486, arguments: { years: [2012, 2013, 2014, 2015], station: 'SEA' }, result: [{ date: '2012-01-01', precipitation: 0 }, { date: '2012-01-02', precipitation: 10.9 }], summary: '1,461 days' },
          { plugin: 'weather.normals', line: 3, column: 23, atMs: 493, durationMs: 48, arguments: { station: 'SEA' }, result: [146.8, 95.5, 105.9], summary: '12 normals' },
          { plugin: 'anomalies.detect', line: 11, column: 27, atMs: 548, durationMs: 212, arguments: detect(2012), result: [{ month: 'Sep 2012', mm: 0.9, spi: -2.3 }], summary: '1 flag' },
          {
            plugin: 'anomalies.detect', line: 11, column: 27, atMs: 762, durationMs: 38, arguments: detect(2013), status: 'error',
            error: { type: 'FitError', message: 'gamma fit did not converge after 50 steps, shape 0.31; July 2013 is 0.0 mm', stack: 'FitError: gamma fit did not converge after 50 steps\n    at fitGamma (plugins/anomalies.ts:88:11)\n    at detect (plugins/anomalies.ts:41:19)' },
          },
          { plugin: 'anomalies.detect', line: 15, column: 27, atMs: 803, durationMs: 61, arguments: { ...detect(2013), method: 'percentile' }, result: [{ month: 'Sep 2013', spi: 2.8 }, { month: 'Dec 2013', spi: -2.1 }], summary: '2 flags' },
          { plugin: 'anomalies.detect', line: 11, column: 27, atMs: 866, durationMs: 144, arguments: detect(2014), result: [{ month: 'Mar 2014', spi: 2.5 }], summary: '1 flag' },
          { plugin: 'anomalies.detect', line: 11, column: 27, atMs: 1_012, durationMs: 138, arguments: detect(2015), result: [{ month: 'Jun 2015' }, { month: 'Aug 2015' }, { month: 'Dec 2015' }], summary: '3 flags' },
          { plugin: 'stats.trend', line: 18, column: 21, atMs: 1_153, durationMs: 29, arguments: { values: [1226, 828, 1233, 1139] }, result: { slope: -12.8, low: -398, high: 405 }, summary: '−12.8 mm a year' },
          { plugin: 'charts.bars', line: 21, column: 7, atMs: 1_185, durationMs: 181, arguments: { data: 'Month[48]' }, result: { file: RAIN_CHART.name }, summary: RAIN_CHART.name, artifacts: [RAIN_CHART] },
        ],
        value: { 'text/plain': '{\n  flagged: Flag[7],\n  trend: { slope: -12.8, low: -398, high: 405 }\n}' },
        artifacts: [{ ...RAIN_CHART, cellId: 'cell' }],
        variables: [
          { name: 'flagged', type: 'Flag[7]', preview: 'Sep 2012 −2.3, Sep 2013 +2.8, …', change: 'new' },
          { name: 'trend', type: 'Trend', preview: '{ slope: −12.8, low: −398, high: 405 }', change: 'new' },
          { name: 'monthly', type: 'Month[48]', preview: 'Jan 2012 173.3, Feb 2012 92.3, …', change: 'new' },
          { name: 'normals', type: 'number[12]', preview: '146.8, 95.5, 105.9, 80.8, …', change: 'new' },
          { name: 'days', type: 'Day[1461]', preview: '2012-01-01 0, 2012-01-02 10.9, …', change: 'new' },
          { name: 'skipped', type: 'number[1]', preview: '2013', change: 'new' },
          { name: 'years', type: 'number[4]', preview: '2012, 2013, 2014, 2015', change: 'changed' },
          { name: 'sumByMonth', type: '(days, field) => Month[]', preview: 'from cell 1', change: 'same' },
          { name: 'totals', type: '(months) => number[]', preview: 'from cell 1', change: 'same' },
        ],
      });
      steps.pause(40);
      steps.modelCall({ purpose: 'report', durationMs: 2_390, firstTokenMs: 580, usage: { inputTokens: 2_990, cacheReadTokens: 2_048, outputTokens: 120 }, costUsd: 0.005, messages: [system], reply: 'Seven months flagged.' });
    });
    post({ from: 'Planner', to: 'User', message: REPLY }, (steps) => {
      steps.modelCall({ purpose: 'answer', durationMs: 2_860, firstTokenMs: 660, usage: { inputTokens: 3_116, cacheReadTokens: 2_304, outputTokens: 304 }, costUsd: 0.0077, messages: [system, user], reply: REPLY });
      steps.pause(30);
    });
  });

  builder.pause(31_000);
  const second = 'How much of each wet month fell on its single wettest day?';
  const code = "const wet = flagged.filter((flag) => flag.spi >= 2);\nfor (const { year, month } of wet) {\n  const inMonth = days.filter((day) => day.year === year && day.month === month);\n  console.log(year, month, Math.max(...inMonth.map((day) => day.precipitation)));\n}";
  const finished = options.finished ?? false;
  builder.round(second, { running: !finished, reply: 'December 2015 had 16 % of its rain on one day.' }, (post) => {
    post({ from: 'Planner', to: 'CodeInterpreter', message: 'Find the share of the wettest day in each wet month.' }, (steps) => {
      steps.modelCall({ purpose: 'plan', durationMs: 1_900, firstTokenMs: 510, usage: { inputTokens: 3_590, cacheReadTokens: 3_072, outputTokens: 96 }, costUsd: 0.0039, reply: 'plan with 2 steps' });
      steps.pause(40);
      steps.attach({ kind: 'plan', steps: [{ text: 'Share of the wettest day in each wet month', state: finished ? 'done' : 'doing' }, { text: 'Answer, with the two largest shares', state: finished ? 'done' : 'todo' }] });
    });
    post({ from: 'CodeInterpreter', to: 'Planner', message: 'Four wet months.', running: !finished }, (steps) => {
      steps.modelCall({ purpose: 'code', durationMs: 2_968, firstTokenMs: 580, usage: finished ? { inputTokens: 3_700, outputTokens: 148 } : {}, costUsd: finished ? 0.006 : null, reply: finished ? code : code.slice(0, 150), running: !finished });
      if (!finished) return;
      steps.cell({
        index: 3, attempt: 1, source: code, durationMs: 41, output: [[30, '2013 9 34.3\n'], [32, '2014 3 46.7\n'], [34, '2015 8 32.5\n'], [36, '2015 12 46.0\n']], calls: [],
        displays: [
          { 'text/plain': 'table', [TABLE_MIME_TYPE]: { columns: ['month', 'wettest day, mm', 'share'], rows: [['Sep 2013', 34.3, '22 %'], ['Mar 2014', 46.7, '19 %'], ['Aug 2015', 32.5, '39 %'], ['Dec 2015', 46, '16 %']], rowCount: 4 } },
          { 'text/plain': 'chart', 'application/vnd.vegalite.v5+json': { $schema: 'https://vega.github.io/schema/vega-lite/v5.json', width: 'container', height: 140, data: { values: [{ month: 'Sep 2013', mm: 34.3 }, { month: 'Mar 2014', mm: 46.7 }, { month: 'Aug 2015', mm: 32.5 }, { month: 'Dec 2015', mm: 46 }] }, mark: 'bar', encoding: { x: { field: 'month', type: 'nominal', sort: null }, y: { field: 'mm', type: 'quantitative', title: 'wettest day, mm' } } } },
          { 'text/plain': 'html', 'text/html': '<p>Plain <b>HTML</b> in a frame. <script>parent.document.title = "broken out"</script><img src=x onerror="parent.document.title=1"></p>' },
        ],
      });
    });
    if (finished) post({ from: 'Planner', to: 'User', message: 'December 2015 had 16 % of its rain on one day.' }, (steps) => steps.modelCall({ purpose: 'answer', durationMs: 900, firstTokenMs: 300, usage: { inputTokens: 3_900, outputTokens: 80 }, costUsd: 0.004, reply: 'December 2015 had 16 % of its rain on one day.' }));
  });
  return builder.build();
}

function rainOf(year: number): JsonValue {
  return MONTHLY_RAIN_MM.slice((year - 2012) * 12, (year - 2011) * 12);
}

function detect(year: number) {
  return { values: rainOf(year), normals: [146.8, 95.5, 105.9, 80.8, 48.2, 36.8, 15.1, 24.7, 40.9, 99.1, 160.3, 145.2] };
}
