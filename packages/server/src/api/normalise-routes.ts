import { createRoute, z } from '@hono/zod-openapi';
import type { NormaliseProgress, NormaliseResult, Store } from '@heddle/store';
import { projectIdSchema } from '../access/access-schemas.js';
import { type Caller, DEFAULT_PROJECT, callerOf } from '../access/caller.js';
import { Refusal } from '../http/refusal.js';
import { refusalOfError } from '../http/refusal-of-error.js';
import { BAD_QUERY, apiApp, jsonAnswer } from './api-app.js';
import { jsonBody, smallBody } from './json-body.js';
import { apiErrorSchema } from './schemas.js';

const normaliseSpans = createRoute({
  method: 'post',
  path: '/normalise',
  summary: "Reads stored spans once more by today's rules and prices; for admin keys",
  description: 'Server-sent events: `progress` with `spans`, `changed`, `traces` and `failed` as they grow; then `end` with the same, `stopped` and '
    + '`failures`, the first 100 spans that could not be read; or `error` with `code` and `message`. It stops when the client leaves. What it did stays, '
    + 'and doing it again does the rest. One run at a time.',
  request: {
    body: jsonBody(z.object({
      project: projectIdSchema.optional().openapi({ description: 'When left out: the own project; all of them for an admin key of the default one.' }),
    })),
  },
  responses: {
    200: { description: 'The stream.', content: { 'text/event-stream': { schema: z.string() } } },
    ...BAD_QUERY,
    403: jsonAnswer(apiErrorSchema, 'The key is of another project.'),
    409: jsonAnswer(apiErrorSchema, 'A run is under way.'),
  },
});

interface NormaliseParts {
  /** Aborted when the server stops, which then need not wait for the end of a run. */
  readonly stopping: AbortSignal;
  /** Hears of faults of the server itself. */
  readonly onError: (error: unknown) => void;
}

export function normaliseRoutes(store: Pick<Store, 'normaliseAgain'>, parts: NormaliseParts) {
  const app = apiApp();
  app.use('/normalise', smallBody);
  return app.openapi(normaliseSpans, async (context) => {
    const project = projectFor(callerOf(context.req.raw), context.req.valid('json').project);
    const stream = await progressStream(
      (onProgress, signal) => store.normaliseAgain({ onProgress, signal, ...(project !== undefined && { project }) }), parts,
    );
    return new Response(stream, {
      headers: { 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' },
    }) as never; // not JSON, and zod-openapi knows no type for streams
  });
}

/** The project whose spans are read again; `undefined` for all. */
function projectFor({ project: own }: Caller, asked: string | undefined): string | undefined {
  if (own === DEFAULT_PROJECT || asked === own) return asked;
  if (asked === undefined) return own;
  throw new Refusal(403, 'PROJECT_FOREIGN', `This key normalises its own project, ${own}, only.`);
}

/** Messages that wait for a client that reads slowly; of progress, it then misses some. */
const MAX_WAITING = 64;

/**
 * What a run says, as server-sent events.
 *
 * @returns once the run has come far enough to say something
 * @throws what the run throws before that
 */
async function progressStream(
  run: (onProgress: (progress: NormaliseProgress) => void, signal: AbortSignal) => Promise<NormaliseResult>, { stopping, onError }: NormaliseParts,
): Promise<ReadableStream<Uint8Array>> {
  const encoder = new TextEncoder();
  const left = new AbortController();
  let out: ReadableStreamDefaultController<Uint8Array> | undefined;
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => void (out = controller),
    cancel: () => left.abort(),
  }, { highWaterMark: MAX_WAITING });
  const send = (event: string, data: unknown) => {
    if (left.signal.aborted || (event === 'progress' && (out?.desiredSize ?? 0) <= 0)) return;
    out?.enqueue(encoder.encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`));
    if (event !== 'progress') out?.close();
  };

  await new Promise<void>((begun, refused) => {
    let saidSomething = false;
    const say = (event: string, data: unknown) => {
      saidSomething = true;
      send(event, data);
      begun();
    };
    run((progress) => say('progress', progress), AbortSignal.any([left.signal, stopping])).then(
      (result) => say('end', result),
      (error: unknown) => (saidSomething ? say('error', problemOf(error, onError)) : refused(error as Error)),
    );
  });
  return stream;
}

function problemOf(error: unknown, onError: NormaliseParts['onError']): { readonly code: string; readonly message: string } {
  const refusal = refusalOfError(error);
  if (refusal) return { code: refusal.code, message: refusal.message };
  onError(error);
  return { code: 'INTERNAL', message: 'The server failed on this; its log says how.' };
}
