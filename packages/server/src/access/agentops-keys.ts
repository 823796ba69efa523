import { randomBytes } from 'node:crypto';
import { type AgentOpsAccess, API_KEY_HEADER, createAgentOpsAccess } from '../agentops/access/agentops-access.js';
import type { ProjectTokens } from '../agentops/access/project-tokens.js';
import { isAgentOpsPath } from '../agentops/agentops-refusal.js';
import { DEFAULT_PROJECT } from './caller.js';
import type { Gate } from './gate.js';

/**
 * AgentOps clients with the keys of our projects. Their tokens open intake and their read API, so a key gets one only when it
 * has both scopes.
 */
export function agentOpsKeys(gate: Gate, tokens: ProjectTokens): AgentOpsAccess {
  // With an access key that nobody knows, it admits tokens and the routes that ask for the key themselves.
  const byToken = createAgentOpsAccess({ tokens, accessKey: randomBytes(32).toString('base64url'), defaultProject: DEFAULT_PROJECT });
  const projectOfKey: AgentOpsAccess['projectOfKey'] = (apiKey) => {
    const caller = apiKey ? gate.callerOfKey(apiKey) : undefined;
    return caller?.scopes.has('write') && caller.scopes.has('read') ? caller.project : undefined;
  };
  const projectOfHeader = (request: Request) => projectOfKey(request.headers.get(API_KEY_HEADER));
  return {
    ...byToken,
    projectOfKey,
    projectOfRequest: (request) => byToken.claimsOf(request)?.project ?? projectOfHeader(request),
    admits: (request) =>
      byToken.admits(request) || (isAgentOpsPath(new URL(request.url).pathname) && projectOfHeader(request) !== undefined),
  };
}
