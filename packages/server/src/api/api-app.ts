import { OpenAPIHono } from '@hono/zod-openapi';
import { Refusal } from '../http/refusal.js';
import { apiErrorSchema } from './schemas.js';

/** A router of API routes, whose refusals of a query name the field, its value and what it must be. */
export function apiApp(): OpenAPIHono {
  return new OpenAPIHono({
    defaultHook: (result, context) => {
      if (result.success) return;
      const problems = result.error.issues.map((issue) => {
        const name = issue.path.join('.');
        const value = result.target === 'query' ? context.req.query(name) : undefined;
        if (result.target === 'json') return `${name || 'the body'}: ${issue.message}`;
        return value === undefined ? `${name} is missing` : `${name} is ${JSON.stringify(value.slice(0, 100))}: ${issue.message}`;
      });
      throw new Refusal(400, 'QUERY_INVALID', `${problems.join('; ')}.`);
    },
  });
}

/** A refusal as every route under `/api` says it. */
export function apiRefusal(refusal: Refusal): Response {
  const headers: Record<string, string> = refusal.retryAfterSeconds === undefined ? {} : { 'Retry-After': String(refusal.retryAfterSeconds) };
  return Response.json({ error: { code: refusal.code, message: refusal.message } }, { status: refusal.status, headers });
}

/** The answer of a route in its OpenAPI description. */
export function jsonAnswer<Schema>(schema: Schema, description: string) {
  return { description, content: { 'application/json': { schema } } };
}

/** What a route answers when the request itself is at fault. */
export const BAD_QUERY = { 400: jsonAnswer(apiErrorSchema, 'A field of the query or the body has a bad value; the message names it.') };
export const NOT_FOUND = { 404: jsonAnswer(apiErrorSchema, 'There is nothing with this id.') };

/** @param noun - what was asked for: `trace` */
export function notFound(noun: string, id: string): Refusal {
  return new Refusal(404, 'NOT_FOUND', `There is no ${noun} ${JSON.stringify(id.slice(0, 100))}.`);
}
