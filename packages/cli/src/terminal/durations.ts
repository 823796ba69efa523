/** `38 ms`, `1.38 s`, `2 min 5 s`; a dash when unknown. */
export function formatDuration(ms: number | null): string {
  if (ms === null) return '–';
  if (ms < 1) return `${ms.toFixed(1)} ms`;
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(2)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1_000)} s`;
}

/** US dollars with four decimals; `unknown price` when it is not known. */
export function formatCost(usd: number | null): string {
  return usd === null ? 'unknown price' : `$${usd.toFixed(4)}`;
}
