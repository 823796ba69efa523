import type { MiddlewareHandler } from 'hono';
import { Refusal } from '../http/refusal.js';

/** Largest JSON body of an API call. */
const MAX_BYTES = 256 * 1024;

/**
 * Refuses JSON bodies that are larger than any honest one, before they are read. It goes by `Content-Length`, which the HTTP
 * parser enforces; Hono's own body limit puts another request in the place of the one whose caller was found out.
 */
export const smallBody: MiddlewareHandler = async (context, next) => {
  if (context.req.method === 'POST') {
    const length = context.req.header('content-length');
    if (length === undefined) throw new Refusal(411, 'LENGTH_REQUIRED', 'The request has no Content-Length; send the body in one piece.');
    if (!(Number(length) <= MAX_BYTES)) {
      throw new Refusal(413, 'TOO_LARGE', `The body is larger than ${MAX_BYTES} bytes, which is the most this route takes.`);
    }
  }
  await next();
};

/** A JSON body in the description of a route. */
export function jsonBody<Schema>(schema: Schema) {
  return { required: true, content: { 'application/json': { schema } } };
}
