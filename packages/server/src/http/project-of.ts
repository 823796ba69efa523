import { callerOf } from '../access/caller.js';

/** The project a request reads and writes. Routes ask here and never the request itself. */
export function projectOf(request: Request): string {
  return callerOf(request).project;
}
