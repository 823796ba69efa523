import type { KeyScope } from '@heddle/store';

/** What a request needs. */
export interface Requirement {
  /** `undefined` when any key that works will do. */
  readonly scope: KeyScope | undefined;
  /** True for what the default project alone may use. */
  readonly ofServer: boolean;
}

const ADMIN_PATHS = ['/api/keys', '/api/projects', '/api/sql', '/api/normalise'];
const INTAKE_PATHS = ['/v1', '/v2', '/v3', '/v4'];
const OPEN_PATHS = ['/api/health', '/api/openapi.json'];

/** Decides by method and address alone. What is not named here needs the most that its kind of address may need. */
export function requirementOf(method: string, pathname: string): Requirement {
  const reads = method === 'GET' || method === 'HEAD';
  const isBelow = (paths: readonly string[]) => paths.some((path) => pathname === path || pathname.startsWith(`${path}/`));
  if (isBelow(INTAKE_PATHS)) return { scope: 'write', ofServer: false };
  if (isBelow(['/public/v1'])) return { scope: 'read', ofServer: false };
  // The runtime runs code on this machine, and knows no projects.
  if (isBelow(['/api/agent'])) return { scope: reads ? 'read' : 'admin', ofServer: true };
  if (isBelow(ADMIN_PATHS)) return { scope: 'admin', ofServer: false };
  if (isBelow(OPEN_PATHS)) return { scope: undefined, ofServer: false };
  if (isBelow(['/api'])) return { scope: reads ? 'read' : 'write', ofServer: false };
  return { scope: undefined, ofServer: false };
}
