/** A double as JSON can say it: numbers as they are, the rest by the names that protobuf's JSON mapping gives them. */
export function jsonNumber(value: number): number | string {
  return Number.isFinite(value) ? value : String(value); // 'NaN', 'Infinity', '-Infinity'
}
