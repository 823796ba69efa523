/** The only project there is until projects have keys of their own. */
export const DEFAULT_PROJECT = 'default';

/** Projects of requests that named theirs with a token. */
const projects = new WeakMap<Request, string>();

/** The project a request reads and writes. The one place that knows. */
export function projectOf(request: Request): string {
  return projects.get(request) ?? DEFAULT_PROJECT;
}

/** Says which project a request belongs to, once its token or key was checked. */
export function setProject(request: Request, project: string): void {
  projects.set(request, project);
}
