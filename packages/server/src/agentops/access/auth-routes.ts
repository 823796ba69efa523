import { z } from '@hono/zod-openapi';
import { Hono } from 'hono';
import type { ReadBodyOptions } from '../../http/read-body.js';
import { Refusal } from '../../http/refusal.js';
import { readJson } from '../read-json.js';
import type { AgentOpsAccess } from './agentops-access.js';

const keyBody = z.object({ api_key: z.string().min(1).max(1_000) });

/** Where an AgentOps client turns its API key into a token: `/v3/auth/token` (SDKs) and `/public/v1/auth/access_token`. */
export function authRoutes(access: AgentOpsAccess, bodyOptions: ReadBodyOptions): Hono {
  const claimsOfBody = async (request: Request) => {
    const { api_key: apiKey } = await readJson(request, keyBody, bodyOptions);
    const claims = access.claimsOfKey(apiKey);
    if (claims === undefined) throw new Refusal(403, 'KEY_UNKNOWN', 'This server does not know the API key; use its access key.');
    return claims;
  };
  return new Hono()
    .post('/v3/auth/token', async (context) => {
      const claims = await claimsOfBody(context.req.raw);
      // Any other status than "pro" makes the SDK print that one is on a free plan.
      return context.json({ token: access.issueToken(claims), project_id: claims.project, project_prem_status: 'pro' });
    })
    .get('/v3/auth/token', (context) => {
      const claims = access.claimsOf(context.req.raw);
      if (claims === undefined) throw new Refusal(401, 'TOKEN_INVALID', 'The token is not of this server or has expired; ask for a new one.');
      return context.json({
        message: 'The token is valid.',
        payload: { project_id: claims.project },
        expires_at: new Date(claims.expiresAtSeconds * 1_000).toISOString(),
      });
    })
    .post('/public/v1/auth/access_token', async (context) => {
      return context.json({ bearer: access.issueToken(await claimsOfBody(context.req.raw)) });
    });
}
