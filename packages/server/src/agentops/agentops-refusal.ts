import type { Refusal } from '../http/refusal.js';

const AGENTOPS_PATHS = ['/v2/', '/v3/', '/v4/', '/public/v1/'];

/** True for addresses that only AgentOps clients use. Spans come to `/v1/traces`, like everybody's. */
export function isAgentOpsPath(pathname: string): boolean {
  return AGENTOPS_PATHS.some((prefix) => pathname.startsWith(prefix));
}

/** A refusal as AgentOps clients read it: Python 0.4.x shows `error`, Python 0.3.x `message`; npm only the status. */
export function agentOpsRefusal(refusal: Refusal): Response {
  const headers: Record<string, string> = refusal.retryAfterSeconds === undefined ? {} : { 'Retry-After': String(refusal.retryAfterSeconds) };
  return Response.json({ error: refusal.message, message: refusal.message }, { status: refusal.status, headers });
}
