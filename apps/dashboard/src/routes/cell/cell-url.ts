/** The call whose details are open. */
export interface CellSearch {
  readonly call?: string;
}

export function parseCellSearch(search: Record<string, unknown>): CellSearch {
  return typeof search['call'] === 'string' && search['call'] !== '' ? { call: search['call'] } : {};
}
