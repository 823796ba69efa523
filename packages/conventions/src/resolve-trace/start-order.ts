import type { SpanRecord } from '@heddle/model';

const ZERO = 48;
const DIGITS_OF_A_SECOND = 9;

/**
 * Rows of spans in the order of their start, then of their ids.
 * Starts are compared as nanoseconds since the earliest, exact within 104 days; a start of 0 comes first.
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
    const second = digits(text, 0, cut);
    seconds[row] = second;
    nanos[row] = digits(text, cut, text.length);
    if (second < first && (second > 0 || nanos[row]! > 0)) first = second;
  }
  for (let row = 0; row < spans.length; row++) {
    nanos[row] = seconds[row] === 0 && nanos[row] === 0 ? -1 : (seconds[row]! - first) * 1e9 + nanos[row]!;
  }
  return nanos;
}

/** The number that some characters of a decimal text say; `Number(text.slice())` would make 200,000 texts. */
function digits(text: string, from: number, to: number): number {
  let number = 0;
  for (let index = from; index < to; index++) number = number * 10 + text.charCodeAt(index) - ZERO;
  return number;
}
