import { traceResolution } from '../../packages/conventions/dist/index.js';
import { createSpanRows, resolutionPart } from '../../packages/store/dist/resolve/span-rows.js';
import { NO_EXTENT, encodeTraceRow, extended } from '../../packages/store/dist/resolve/trace-row.js';
import { decodeSpanFacts, rowHashOf } from '../../packages/store/dist/schema/span-facts.js';
import { runSteps } from '../../packages/server/dist/otlp/run-steps.js';

/** Makes the rows that Heddle's resolver writes of traces whose spans come one trace after the other. */
export function createRowResolver(project) {
  let traceId;
  let tuples = [];

  function finish({ resolutionLines, traceLines }) {
    if (tuples.length === 0) return;
    const resolution = traceResolution(tuples.map((tuple) => decodeSpanFacts(tuple)));
    const rowHashes = new Map(tuples.map((tuple) => [tuple[1], rowHashOf(tuple)]));
    const resolvedAt = Date.now() * 1_000;
    const rows = createSpanRows({ project, traceId, resolvedAt, known: undefined });
    const spans = runSteps(rows.add(resolutionPart(resolution, rowHashes), resolutionLines));
    traceLines.push(encodeTraceRow(project, resolution.trace, extended(NO_EXTENT, spans), resolvedAt));
    tuples = [];
  }

  return {
    /** Takes facts of spans; adds the rows of traces that are complete by now. */
    add(facts, lines) {
      for (const { tuple } of facts) {
        if (tuple[3] !== traceId) finish(lines);
        traceId = tuple[3];
        tuples.push(tuple);
      }
    },
    finish,
  };
}
