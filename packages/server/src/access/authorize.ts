import type { MiddlewareHandler } from 'hono';
import type { AgentOpsAccess } from '../agentops/access/agentops-access.js';
import { Refusal } from '../http/refusal.js';
import { type Caller, DEFAULT_PROJECT, NOBODY, callerWith, setCaller } from './caller.js';
import type { Gate } from './gate.js';
import { requirementOf } from './required-scope.js';

/** What a client without a key that works is told. */
export const KEY_REQUIRED_MESSAGE =
  'This server needs a key, and the one shown, if any, is unknown, revoked or expired: send "Authorization: Bearer KEY".';

/** Finds out who makes each request, and lets through what they may do; browsers are made to ask for a key. */
export function authorize(gate: Gate, agentOps: AgentOpsAccess): MiddlewareHandler {
  return async (context, next) => {
    const request = context.req.raw;
    const caller = agentOps.admits(request) ? callerOnAgentOpsWire(agentOps, request) : gate.callerOfAuthorization(context.req.header('authorization'));
    if (caller === undefined) {
      context.header('WWW-Authenticate', 'Basic realm="Heddle", charset="UTF-8"');
      throw new Refusal(401, 'KEY_REQUIRED', KEY_REQUIRED_MESSAGE);
    }
    setCaller(request, caller);
    // Nobody gets in here only where the route itself asks for the key.
    if (caller !== NOBODY) requireMayDo(caller, context.req.method, context.req.path);
    await next();
  };
}

function callerOnAgentOpsWire(agentOps: AgentOpsAccess, request: Request): Caller {
  const project = agentOps.projectOfRequest(request);
  return project === undefined ? NOBODY : callerWithToken(project);
}

/** Who calls by gRPC. Whoever got a token for a key may show it here too. */
export function callerOverGrpc(gate: Gate, agentOps: AgentOpsAccess, authorization: string | undefined): Caller | undefined {
  const project = agentOps.projectOfToken(authorization);
  return project === undefined ? gate.callerOfAuthorization(authorization) : callerWithToken(project);
}

/** A token opens what both scopes open; a key that got one has both. */
function callerWithToken(project: string): Caller {
  return callerWith(project, ['write', 'read']);
}

function requireMayDo(caller: Caller, method: string, pathname: string): void {
  const { scope, ofServer } = requirementOf(method, pathname);
  if (ofServer && caller.project !== DEFAULT_PROJECT) {
    throw new Refusal(403, 'PROJECT_FOREIGN', `The agent runtime belongs to the project ${DEFAULT_PROJECT}; use a key of that one.`);
  }
  if (scope !== undefined && !caller.scopes.has(scope)) {
    throw new Refusal(403, 'SCOPE_MISSING', `This needs a key with the scope ${scope}, and this key has ${[...caller.scopes].join(', ')}.`);
  }
}
