/** What the trace page shows: the filter as typed, the window in milliseconds since the start, the selected span. */
export interface TraceSearch {
  readonly q?: string;
  readonly from?: number;
  readonly to?: number;
  readonly span?: string;
}

/** Reads the address. What makes no sense is left out: a link is never a reason to fail. */
export function parseTraceSearch(search: Record<string, unknown>): TraceSearch {
  const from = number(search['from']);
  const to = number(search['to']);
  const q = text(search['q']);
  const span = text(search['span']);
  return {
    ...(q === undefined ? {} : { q }),
    ...(from !== undefined && to !== undefined && from >= 0 && to > from ? { from, to } : {}),
    ...(span === undefined ? {} : { span }),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function number(value: unknown): number | undefined {
  const parsed = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof parsed === 'number' && Number.isFinite(parsed) ? parsed : undefined;
}
