import type { ProjectTokens, ReadClaims, TokenClaims } from './project-tokens.js';

/** Header in which Python 0.3.x sends its API key. */
export const API_KEY_HEADER = 'x-agentops-api-key';

/** Who may use the AgentOps wire, and for which project. */
export interface AgentOpsAccess {
  /** What a token for an API key says; `undefined` when the key is not one of this server. */
  claimsOfKey(apiKey: string | null | undefined): TokenClaims | undefined;
  issueToken(claims: TokenClaims): string;
  /** The project that a request names by its token or API key; `undefined` when it names none that is ours. */
  projectOfRequest(request: Request): string | undefined;
  /** The project that a token names; `undefined` when it is none of ours. */
  projectOfToken(authorization: string | undefined): string | undefined;
  /** What the request's token says; `undefined` without a valid one. */
  claimsOf(request: Request): ReadClaims | undefined;
  /** True when a server with keys may answer this request although it does not show one in the usual way. */
  admits(request: Request): boolean;
}

export interface AgentOpsAccessOptions {
  readonly tokens: ProjectTokens;
  /** The keys of the server. */
  readonly keys: {
    claimsOfKey(apiKey: string): TokenClaims | undefined;
    /** False once the key that a token was given for was revoked or has expired: the token ends with it. */
    isCurrent(claims: TokenClaims): boolean;
  };
}

export function createAgentOpsAccess({ tokens, keys }: AgentOpsAccessOptions): AgentOpsAccess {
  const claimsOfKey: AgentOpsAccess['claimsOfKey'] = (apiKey) => (apiKey ? keys.claimsOfKey(apiKey) : undefined);
  const claimsOfToken = (authorization: string | null | undefined) => {
    const claims = tokens.read(authorization);
    return claims && keys.isCurrent(claims) ? claims : undefined;
  };
  const claimsOf: AgentOpsAccess['claimsOf'] = (request) => claimsOfToken(request.headers.get('authorization'));
  const claimsOfHeader = (request: Request) => claimsOfKey(request.headers.get(API_KEY_HEADER));
  const projectOfRequest: AgentOpsAccess['projectOfRequest'] = (request) => (claimsOf(request) ?? claimsOfHeader(request))?.project;
  return {
    claimsOfKey,
    issueToken: (claims) => tokens.issue(claims),
    projectOfRequest,
    projectOfToken: (authorization) => claimsOfToken(authorization)?.project,
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
