import type { KeyScope } from '@heddle/store';

/** Who makes a request: which project it reads and writes, and what it may do there. */
export interface Caller {
  readonly project: string;
  /** Each one named: what `admin` includes is already here. */
  readonly scopes: ReadonlySet<KeyScope>;
  /** The key that was shown; absent when none was needed. */
  readonly keyId?: string;
}

/** The project of the server itself. Its admin keys look after all projects, and the agent runtime belongs to it. */
export const DEFAULT_PROJECT = 'default';

const ALL_SCOPES: ReadonlySet<KeyScope> = new Set(['write', 'read', 'admin']);

/** Whoever uses a server that asks for no key, and whoever shows the access key it was started with. */
export const OWNER: Caller = { project: DEFAULT_PROJECT, scopes: ALL_SCOPES };

/** Nobody, of no project: for routes that find out themselves who is there. */
export const NOBODY: Caller = { project: '', scopes: new Set() };

/** @param scopes - as the key has them */
export function callerWith(project: string, scopes: readonly KeyScope[], keyId?: string): Caller {
  return { project, scopes: scopes.includes('admin') ? ALL_SCOPES : new Set(scopes), ...(keyId !== undefined && { keyId }) };
}

const callers = new WeakMap<Request, Caller>();

/**
 * Who makes this request.
 *
 * @throws {Error} when that was not found out: a request must never get a project by accident
 */
export function callerOf(request: Request): Caller {
  const caller = callers.get(request);
  if (caller === undefined) throw new Error('The caller of this request was not found out; authorize() must run before its route.');
  return caller;
}

/** To be called once the key or token of the request was checked. */
export function setCaller(request: Request, caller: Caller): void {
  callers.set(request, caller);
}
