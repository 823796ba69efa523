import { randomUUID } from 'node:crypto';
import { createRoute, z } from '@hono/zod-openapi';
import type { AccessStore, ApiKey, StoredKey } from '@heddle/store';
import { BAD_QUERY, NOT_FOUND, apiApp, jsonAnswer, notFound } from '../api/api-app.js';
import { jsonBody, smallBody } from '../api/json-body.js';
import { apiErrorSchema } from '../api/schemas.js';
import { Refusal } from '../http/refusal.js';
import { apiKeySchema, labelSchema, newKeySchema, projectIdSchema, scopesSchema } from './access-schemas.js';
import { type Caller, DEFAULT_PROJECT, callerOf } from './caller.js';
import type { KeyRing } from './key-ring.js';
import { KEY_SHAPES, newKey } from './new-key.js';
import { knownProjects } from './project-routes.js';

const DAY_SECONDS = 86_400;
const MAX_OVERLAP_SECONDS = 90 * DAY_SECONDS;

const params = z.object({ keyId: z.string() });
const FORBIDDEN = { 403: jsonAnswer(apiErrorSchema, 'The key is of another project.') };

const listKeys = createRoute({
  method: 'get',
  path: '/keys',
  summary: 'Keys of the project, oldest first; of all projects for an admin key of the default one',
  responses: { 200: jsonAnswer(z.object({ keys: z.array(apiKeySchema).readonly() }).openapi('ApiKeyList'), 'The keys, without their secrets.') },
});

const createKey = createRoute({
  method: 'post',
  path: '/keys',
  summary: 'Makes a key and shows it, once',
  request: {
    body: jsonBody(z.object({
      name: labelSchema,
      scopes: scopesSchema,
      project: projectIdSchema.optional().openapi({ description: 'The own project when left out.' }),
      shape: z.enum(KEY_SHAPES).default('heddle').openapi({ description: 'AgentOps clients before 0.4 need a key that is a UUID.' }),
      expiresAt: z.iso.datetime({ error: 'it must be a time in UTC, such as 2027-01-31T00:00:00Z' }).nullable().optional(),
    })),
  },
  responses: { 201: jsonAnswer(newKeySchema, 'The key.'), ...BAD_QUERY, ...FORBIDDEN, ...NOT_FOUND },
});

const rotateKey = createRoute({
  method: 'post',
  path: '/keys/{keyId}/rotate',
  summary: 'Makes a key that takes the place of another, which goes on working for a while',
  request: {
    params,
    body: jsonBody(z.object({
      overlapSeconds: z.int().min(0).max(MAX_OVERLAP_SECONDS).default(DAY_SECONDS).openapi({ description: 'How long both keys work.' }),
    })),
  },
  responses: { 201: jsonAnswer(newKeySchema, 'The new key.'), ...BAD_QUERY, ...NOT_FOUND },
});

const revokeKey = createRoute({
  method: 'delete',
  path: '/keys/{keyId}',
  summary: 'Ends a key at once',
  request: { params },
  responses: { 200: jsonAnswer(apiKeySchema, 'The key as it is now.'), ...NOT_FOUND },
});

export function keyRoutes(access: AccessStore, ring: Pick<KeyRing, 'refresh'>, nowMs: () => number) {
  const now = () => new Date(nowMs()).toISOString();
  const save = async (...keys: readonly StoredKey[]) => {
    for (const key of keys) await access.saveKey(key);
    await ring.refresh();
  };
  const keysOf = async (caller: Caller) =>
    (await access.listKeys()).filter((key) => caller.project === DEFAULT_PROJECT || key.project === caller.project);
  const requireKey = async (caller: Caller, keyId: string) => {
    const key = (await keysOf(caller)).find((one) => one.keyId === keyId);
    if (key === undefined) throw notFound('key', keyId);
    return key;
  };

  const app = apiApp();
  app.use('/keys', smallBody);
  app.use('/keys/*', smallBody);
  return app
    .openapi(listKeys, async (context) => context.json({ keys: (await keysOf(callerOf(context.req.raw))).map(withoutHash) }, 200))
    .openapi(createKey, async (context) => {
      const caller = callerOf(context.req.raw);
      const { name, scopes, project = caller.project, shape, expiresAt = null } = context.req.valid('json');
      if (project !== caller.project && caller.project !== DEFAULT_PROJECT) {
        throw new Refusal(403, 'PROJECT_FOREIGN', `This key makes keys of its own project, ${caller.project}, only.`);
      }
      if (!(await knownProjects(access)).some(({ projectId }) => projectId === project)) throw notFound('project', project);
      if (expiresAt !== null && Date.parse(expiresAt) <= nowMs()) {
        throw new Refusal(400, 'QUERY_INVALID', `expiresAt is ${expiresAt}, which is past; give a later time, or none.`);
      }
      const { secret, sha256, preview } = newKey(shape);
      const key: StoredKey = {
        keyId: `key_${randomUUID()}`, project, name, preview, sha256, scopes: [...new Set(scopes)], createdAt: now(), expiresAt, revokedAt: null,
      };
      await save(key);
      return context.json({ key: withoutHash(key), secret }, 201);
    })
    .openapi(rotateKey, async (context) => {
      const old = await requireKey(callerOf(context.req.raw), context.req.valid('param').keyId);
      if (old.revokedAt !== null) throw new Refusal(400, 'KEY_REVOKED', `The key ${old.keyId} was revoked; make a new one.`);
      if (old.expiresAt !== null && Date.parse(old.expiresAt) <= nowMs()) throw new Refusal(400, 'KEY_EXPIRED', `The key ${old.keyId} expired on ${old.expiresAt}; make a new one.`);
      const overlapEnd = nowMs() + context.req.valid('json').overlapSeconds * 1_000;
      const { secret, sha256, preview } = newKey();
      const key: StoredKey = { ...old, keyId: `key_${randomUUID()}`, sha256, preview, createdAt: now() };
      const oldEnd = old.expiresAt === null ? overlapEnd : Math.min(overlapEnd, Date.parse(old.expiresAt));
      // The new one first: a crash in between leaves a key too many, never one too few.
      await save(key, { ...old, expiresAt: new Date(oldEnd).toISOString() });
      return context.json({ key: withoutHash(key), secret }, 201);
    })
    .openapi(revokeKey, async (context) => {
      const key = await requireKey(callerOf(context.req.raw), context.req.valid('param').keyId);
      const revoked: StoredKey = { ...key, revokedAt: key.revokedAt ?? now() };
      await save(revoked);
      return context.json(withoutHash(revoked), 200);
    });
}

function withoutHash({ sha256: _sha256, ...key }: StoredKey): ApiKey {
  return key;
}
