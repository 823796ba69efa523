import type { AgentOpsAccessOptions } from '../agentops/access/agentops-access.js';
import type { Gate } from './gate.js';

/**
 * The keys of our projects, for AgentOps clients. Their tokens open intake and their read API, so a key gets one only when it has
 * both scopes.
 */
export function agentOpsKeys(gate: Gate): AgentOpsAccessOptions['keys'] {
  return {
    claimsOfKey(apiKey) {
      const caller = gate.callerOfKey(apiKey);
      if (!caller?.scopes.has('write') || !caller.scopes.has('read')) return undefined;
      return { project: caller.project, ...(caller.keyId !== undefined && { keyId: caller.keyId }) };
    },
    isCurrent: ({ keyId }) => gate.isCurrent(keyId),
  };
}
