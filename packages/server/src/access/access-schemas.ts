import { z } from '@hono/zod-openapi';
import { type ApiKey, KEY_SCOPES, type Project } from '@heddle/store';

const time = z.string().openapi({ format: 'date-time', description: 'ISO 8601, UTC.' });

export const projectIdSchema = z.string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, 'it must be 1 to 63 lowercase letters, digits, - and _, and begin with a letter or digit')
  .openapi({ example: 'checkout' });

export const labelSchema = z.string().trim().min(1, 'it must not be empty').max(200, 'it must have at most 200 characters');

export const scopesSchema = z.array(z.enum(KEY_SCOPES, { error: `it must be one of ${KEY_SCOPES.join(', ')}` }))
  .min(1, 'it must name at least one scope').max(KEY_SCOPES.length).readonly();

export const projectSchema: z.ZodType<Project> = z.object({
  projectId: z.string(), name: z.string(), createdAt: time,
}).readonly().openapi('Project');

export const apiKeySchema: z.ZodType<ApiKey> = z.object({
  keyId: z.string(),
  project: z.string(),
  name: z.string(),
  preview: z.string().openapi({ description: 'The first characters of the key.' }),
  scopes: z.array(z.enum(KEY_SCOPES)).readonly().openapi({ description: '`admin` includes the others.' }),
  createdAt: time,
  expiresAt: time.nullable(),
  revokedAt: time.nullable(),
}).readonly().openapi('ApiKey');

export const newKeySchema = z.object({
  key: apiKeySchema,
  secret: z.string().openapi({ description: 'The key itself. It is shown this once and stored nowhere.' }),
}).readonly().openapi('NewApiKey');
