import type { SpanRecord } from '@heddle/model';

const ZERO = 48;
const DIGITS_OF_A_SECOND = 9;

/** From so many spans on they are sorted by digits: a comparison of two takes as long as several digits. */
const MANY = 10_000;

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
  if (sorted) return order;
  return spans.length < MANY ? order.sort(compare) : sortedTies(sortedByDigits(order, starts), starts, compare);

  function compare(a: number, b: number): number {
    const difference = starts[a]! - starts[b]!;
    if (difference !== 0) return difference;
    const first = spans[a]!.spanId;
    const second = spans[b]!.spanId;
    return first < second ? -1 : first > second ? 1 : 0;
  }
}

/** Nanoseconds since just before the earliest start; 0 for a start of 0. Never negative. */
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
    nanos[row] = seconds[row] === 0 && nanos[row] === 0 ? 0 : (seconds[row]! - first) * 1e9 + nanos[row]! + 1;
  }
  return nanos;
}

const DIGIT_BITS = 16;
const DIGIT_VALUES = 1 << DIGIT_BITS;
const DIGITS = 4;

/**
 * Radix sort, the lowest digit first. Doubles that are not negative are in the order of their bits, so these are sorted by.
 * To compare 100,000 of them took longer than all of `startOrder` does so.
 */
function sortedByDigits(order: Uint32Array, keys: Float64Array): Uint32Array {
  const digitsOf = new Uint16Array(keys.buffer); // little-endian, as every processor that Node runs on
  let from = order;
  let to: Uint32Array = new Uint32Array(order.length);
  for (let digit = 0; digit < DIGITS; digit++) {
    const next = new Uint32Array(DIGIT_VALUES);
    for (let row = 0; row < keys.length; row++) next[digitsOf[row * DIGITS + digit]!]!++;
    if (next[digitsOf[digit]!] === keys.length) continue; // all have the same
    for (let value = 0, place = 0; value < DIGIT_VALUES; value++) {
      const count = next[value]!;
      next[value] = place;
      place += count;
    }
    for (let place = 0; place < from.length; place++) {
      const row = from[place]!;
      to[next[digitsOf[row * DIGITS + digit]!]!++] = row;
    }
    [from, to] = [to, from];
  }
  return from;
}

/** Puts rows with the same start in order. */
function sortedTies(order: Uint32Array, starts: Float64Array, compare: (a: number, b: number) => number): Uint32Array {
  for (let begin = 0, end = 1; begin < order.length; begin = end++) {
    while (end < order.length && starts[order[end]!] === starts[order[begin]!]) end++;
    if (end - begin > 1) order.subarray(begin, end).sort(compare);
  }
  return order;
}

/** The number that some characters of a decimal text say; `Number(text.slice())` would make 200,000 texts. */
function digits(text: string, from: number, to: number): number {
  let number = 0;
  for (let index = from; index < to; index++) number = number * 10 + text.charCodeAt(index) - ZERO;
  return number;
}
