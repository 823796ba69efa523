/** The only project there is until projects have keys of their own. */
export const DEFAULT_PROJECT = 'default';

/** The project a request reads and writes. The one place that will look at its key. */
export function projectOf(_request: Request): string {
  return DEFAULT_PROJECT;
}
