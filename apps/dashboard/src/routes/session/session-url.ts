/** What the session page shows beside the transcript: a model call, a call or a cell, by its id. */
export interface SessionSearch {
  readonly select?: string;
}

export function parseSessionSearch(search: Record<string, unknown>): SessionSearch {
  return typeof search['select'] === 'string' && search['select'] !== '' ? { select: search['select'] } : {};
}
