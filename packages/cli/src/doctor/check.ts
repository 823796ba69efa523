/** What was found out about one thing that Heddle needs. */
export interface Check {
  /** `model`, `place bubblewrap`, ... */
  readonly name: string;
  readonly status: 'ok' | 'warn' | 'fail';
  /** What is, in one sentence. */
  readonly text: string;
  /** What to do about it. */
  readonly fix?: string;
}

export function ok(name: string, text: string): Check {
  return { name, status: 'ok', text };
}

export function warning(name: string, text: string, fix: string): Check {
  return { name, status: 'warn', text, fix };
}

export function failure(name: string, text: string, fix: string): Check {
  return { name, status: 'fail', text, fix };
}
