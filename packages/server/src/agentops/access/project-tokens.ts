import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a token says, once its signature is found to be ours. */
export interface TokenClaims {
  readonly project: string;
  /** The key it was given for; absent when the server asked for none. */
  readonly keyId?: string;
  /** The session that a token of the `/v2` wire was made for. */
  readonly sessionId?: string;
}

/** What is read from a token that is valid. */
export type ReadClaims = TokenClaims & { readonly expiresAtSeconds: number };

/** Makes and reads the tokens that AgentOps clients get for their API key. */
export interface ProjectTokens {
  issue(claims: TokenClaims): string;
  /** @returns `undefined` when it is not `Bearer TOKEN`, the token is not ours, or it is too old */
  read(authorization: string | null | undefined): ReadClaims | undefined;
}

/** AgentOps clients never ask for a new token, so one must outlive the longest run. Theirs live as long. */
const LIFETIME_SECONDS = 30 * 24 * 60 * 60;

const MAX_TOKEN_LENGTH = 4_096;

/** The one header we write. What a token's own header says of its algorithm is not looked at. */
const HEADER = encode({ alg: 'HS256', typ: 'JWT' });

/**
 * Tokens in the shape of a JWT signed with HMAC-SHA256. Clients treat them as opaque.
 *
 * @param secret - whoever knows it can make tokens
 * @param nowMs - milliseconds since the Unix epoch
 * @see RFC 7515, section 3.1 (compact serialisation)
 */
export function createProjectTokens(secret: Uint8Array, nowMs: () => number): ProjectTokens {
  const nowSeconds = () => Math.floor(nowMs() / 1_000);
  const sign = (text: string) => createHmac('sha256', secret).update(text).digest();
  return {
    issue({ project, keyId, sessionId }) {
      const issuedAt = nowSeconds();
      const payload = encode({
        aud: 'authenticated', iat: issuedAt, exp: issuedAt + LIFETIME_SECONDS, project_id: project,
        ...(keyId !== undefined && { key_id: keyId }),
        ...(sessionId !== undefined && { session_id: sessionId }),
      });
      return `${HEADER}.${payload}.${sign(`${HEADER}.${payload}`).toString('base64url')}`;
    },
    read(authorization) {
      const token = /^bearer (\S+)$/i.exec(authorization ?? '')?.[1];
      if (token === undefined || token.length > MAX_TOKEN_LENGTH) return undefined;
      const cut = token.lastIndexOf('.');
      const signature = Buffer.from(token.slice(cut + 1), 'base64url');
      const expected = sign(token.slice(0, Math.max(cut, 0)));
      if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) return undefined;
      // The signature is ours, so the payload is what `issue` wrote.
      const payload = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString('utf8')) as Payload;
      if (payload.exp <= nowSeconds()) return undefined;
      return {
        project: payload.project_id,
        expiresAtSeconds: payload.exp,
        ...(payload.key_id !== undefined && { keyId: payload.key_id }),
        ...(payload.session_id !== undefined && { sessionId: payload.session_id }),
      };
    },
  };
}

interface Payload {
  readonly exp: number;
  readonly project_id: string;
  readonly key_id?: string;
  readonly session_id?: string;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
