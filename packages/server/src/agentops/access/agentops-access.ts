import { keyCheck } from '../../http/require-key.js';
import type { ProjectTokens, TokenClaims } from './project-tokens.js';

/** Header in which Python 0.3.x sends its API key. */
export const API_KEY_HEADER = 'x-agentops-api-key';

/** Who may use the AgentOps wire, and for which project. */
export interface AgentOpsAccess {
  readonly tokens: ProjectTokens;
  /** The project of an API key; `undefined` when the key is not one of this server. */
  projectOfKey(apiKey: string | null | undefined): string | undefined;
  /** The project that a request names by its token or API key; `undefined` when it names none that is ours. */
  projectOfRequest(request: Request): string | undefined;
  /** What the request's token says; `undefined` without a valid one. */
  claimsOf(request: Request): TokenClaims | undefined;
  /** True when a server with an access key may answer this request although it does not show that key in the usual way. */
  admits(request: Request): boolean;
}

export interface AgentOpsAccessOptions {
  readonly tokens: ProjectTokens;
  /** The only API key that is accepted. Without one, any key opens the default project. */
  readonly accessKey: string | undefined;
  readonly defaultProject: string;
}

export function createAgentOpsAccess({ tokens, accessKey, defaultProject }: AgentOpsAccessOptions): AgentOpsAccess {
  const isAccessKey = accessKey === undefined ? () => true : keyCheck(accessKey);
  const projectOfKey: AgentOpsAccess['projectOfKey'] = (apiKey) =>
    apiKey && isAccessKey(`Bearer ${apiKey}`) ? defaultProject : undefined;
  const claimsOf: AgentOpsAccess['claimsOf'] = (request) => tokens.read(request.headers.get('authorization'));
  const projectOfRequest: AgentOpsAccess['projectOfRequest'] = (request) =>
    claimsOf(request)?.project ?? projectOfKey(request.headers.get(API_KEY_HEADER));
  return {
    tokens,
    projectOfKey,
    projectOfRequest,
    claimsOf,
    admits(request) {
      const { pathname } = new URL(request.url);
      if (CHECKS_KEY_ITSELF.has(pathname)) return true;
      return TOKEN_PATHS.some((prefix) => pathname.startsWith(prefix)) && projectOfRequest(request) !== undefined;
    },
  };
}

/** Routes that give out tokens: they read the API key from where the client puts it, and refuse in the client's own shape. */
const CHECKS_KEY_ITSELF: ReadonlySet<string> = new Set([
  '/v3/auth/token', '/public/v1/auth/access_token', '/v2/create_session', '/v2/reauthorize_jwt',
]);

/** What a token opens: intake, and the wire of AgentOps. Not the query API, the dashboard or the agent. */
const TOKEN_PATHS = ['/v1/', '/v2/', '/v3/', '/v4/', '/public/v1/'];
