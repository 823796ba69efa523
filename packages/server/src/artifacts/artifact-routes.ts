import { createRoute, z } from '@hono/zod-openapi';
import { type Sha256, parseSha256 } from '@heddle/model';
import type { Store } from '@heddle/store';
import { NOT_FOUND, apiApp, jsonAnswer, notFound } from '../api/api-app.js';
import { apiErrorSchema, artifactSchema } from '../api/schemas.js';
import { mediaType } from '../http/refuse-foreign.js';
import { projectOf } from '../http/project-of.js';
import { type ReadBodyOptions, readBody } from '../http/read-body.js';
import { Refusal } from '../http/refusal.js';
import { artifactHeaders } from './artifact-headers.js';

/** Header with the file name, percent-encoded; the query field `name` says the same. */
const ARTIFACT_NAME_HEADER = 'x-heddle-artifact-name';

const MAX_NAME_LENGTH = 255;
const UNKNOWN_TYPE = 'application/octet-stream';

const params = z.object({ sha256: z.string() });

const putArtifact = createRoute({
  method: 'put',
  path: '/artifacts/{sha256}',
  summary: 'Stores bytes under their hash; the second time it does nothing',
  request: {
    params,
    query: z.object({ name: z.string().max(MAX_NAME_LENGTH, `it must have at most ${MAX_NAME_LENGTH} characters`).optional() }),
    headers: z.object({ [ARTIFACT_NAME_HEADER]: z.string().optional() }),
    body: { content: { '*/*': { schema: z.string().openapi({ format: 'binary' }) } } },
  },
  responses: {
    200: jsonAnswer(artifactSchema, 'It is stored.'),
    400: jsonAnswer(apiErrorSchema, 'The bytes have another hash.'),
    413: jsonAnswer(apiErrorSchema, 'The artifact is too large.'),
  },
});

const getArtifact = createRoute({
  method: 'get',
  path: '/artifacts/{sha256}',
  summary: 'The bytes of an artifact, served so that nothing in them runs',
  request: { params },
  responses: {
    200: { description: 'The bytes.', content: { '*/*': { schema: z.string().openapi({ format: 'binary' }) } } },
    304: { description: 'The client has them already.' },
    ...NOT_FOUND,
  },
});

export function artifactRoutes(store: Store, bodyOptions: ReadBodyOptions) {
  return apiApp()
    .openapi(putArtifact, async (context) => {
      const sha256 = requireSha256(context.req.valid('param').sha256);
      const name = artifactName(context.req.valid('query').name, context.req.header(ARTIFACT_NAME_HEADER)) ?? sha256;
      const mimeType = artifactType(context.req.header('content-type'));
      const body = await readBody(context.req.raw, bodyOptions);
      try {
        const sizeBytes = body.bytes.length;
        await store.putArtifact(projectOf(context.req.raw), { sha256, mimeType, name }, body.bytes);
        return context.json({ sha256, name, mimeType, sizeBytes }, 200);
      } finally {
        body.release();
      }
    })
    .openapi(getArtifact, async (context) => {
      const { sha256: text } = context.req.valid('param');
      const sha256 = parseSha256(text);
      const artifact = sha256 && (await store.readArtifact(projectOf(context.req.raw), sha256));
      if (sha256 === undefined || artifact === undefined) throw notFound('artifact', text);
      const headers = artifactHeaders({ ...artifact, sha256 });
      if (context.req.header('if-none-match') === headers['ETag']) return new Response(null, { status: 304, headers });
      return new Response(new Uint8Array(artifact.bytes), { headers });
    });
}

function requireSha256(text: string): Sha256 {
  const sha256 = parseSha256(text);
  if (sha256 !== undefined) return sha256;
  throw new Refusal(400, 'PATH_INVALID', `${JSON.stringify(text.slice(0, 100))} is not a SHA-256 in 64 lowercase hex digits.`);
}

function artifactName(inQuery: string | undefined, inHeader: string | undefined): string | undefined {
  if (inQuery !== undefined || inHeader === undefined) return inQuery || undefined;
  try {
    return decodeURIComponent(inHeader).slice(0, MAX_NAME_LENGTH) || undefined;
  } catch (error) {
    throw new Refusal(400, 'HEADER_INVALID', `${ARTIFACT_NAME_HEADER} is not percent-encoded UTF-8.`, { cause: error });
  }
}

/** The type as it is stored: an ordinary media type, or the one that says nothing. */
function artifactType(contentType: string | undefined): string {
  const type = mediaType(contentType);
  return /^[a-z0-9][\w.+-]*\/[a-z0-9][\w.+-]*$/.test(type) && type.length <= 100 ? type : UNKNOWN_TYPE;
}
