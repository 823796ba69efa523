/** Whole numbers with separators: `17,970`. */
export function formatCount(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

/**
 * Dollars, precise enough for a single model call: `$0.0049`, `$1.24`, `<$0.0001`.
 *
 * @param usd - `null` is a price nobody knows: a dash, never 0
 */
export function formatCost(usd: number | null): string {
  if (usd === null) return '–';
  if (usd === 0) return '$0';
  if (usd < 0.000_1) return '<$0.0001';
  return `$${usd < 1 ? usd.toFixed(4) : usd.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

/** Sizes in decimal units: `412 B`, `14 kB`, `3.2 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 10_000) return `${(bytes / 1_000).toFixed(1)} kB`;
  if (bytes < 999_500) return `${Math.round(bytes / 1_000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** A share in whole percent, with a narrow gap: `68 %`. */
export function formatShare(part: number, whole: number): string {
  return whole === 0 ? '0 %' : `${Math.round((part / whole) * 100)} %`;
}

/** `1 call`, `4 calls`. */
export function countOf(count: number, one: string, many: string = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
