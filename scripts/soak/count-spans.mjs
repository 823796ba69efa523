const PAGE = 1_000;
const READERS = 4;
const MAX_EXAMPLES = 5;

/**
 * Reads every trace that was acknowledged and compares it with what was sent.
 *
 * @param sent - trace id -> span id -> attributes
 * @returns counts of spans: `acknowledged`, `lost` (not there, or not with what was sent) and `duplicates`, and some `examples` in words
 */
export async function countSpans(url, sent) {
  const found = { acknowledged: 0, lost: 0, duplicates: 0, examples: [] };
  const traces = [...sent].values();
  const example = (text) => {
    if (found.examples.length < MAX_EXAMPLES) found.examples.push(text);
  };
  await Promise.all(Array.from({ length: READERS }, async () => {
    for (const [traceId, spans] of traces) {
      const stored = await readSpans(url, traceId);
      const seen = new Set();
      for (const { spanId, attributes } of stored) {
        if (seen.has(spanId)) {
          found.duplicates++;
          example(`span ${spanId} of trace ${traceId} is there twice`);
        }
        if (isSame(spans.get(spanId), attributes)) seen.add(spanId);
        else example(`span ${spanId} of trace ${traceId} is not what was sent: ${JSON.stringify(attributes).slice(0, 300)}`);
      }
      found.acknowledged += spans.size;
      found.lost += spans.size - seen.size;
      if (stored.length < spans.size) example(`trace ${traceId} has ${stored.length} of ${spans.size} spans`);
    }
  }));
  return found;
}

async function readSpans(url, traceId) {
  const spans = [];
  for (let cursor = ''; cursor !== undefined;) {
    const response = await fetch(`${url}/api/traces/${traceId}?limit=${PAGE}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    if (response.status === 404) return spans;
    if (response.status === 503) continue; // the engine is just starting
    if (!response.ok) throw new Error(`GET /api/traces/${traceId}: ${response.status} ${await response.text()}`);
    const page = await response.json();
    spans.push(...page.spans);
    cursor = page.nextCursor;
  }
  return spans;
}

/** Every attribute as it was sent; long texts are stored elsewhere and must have come back too. */
function isSame(sent, stored) {
  return sent !== undefined && Object.entries(sent).every(([key, value]) => JSON.stringify(stored[key]) === JSON.stringify(value));
}
