import type { z } from '@hono/zod-openapi';
import { Refusal } from '../http/refusal.js';
import { ATTRIBUTE_PREFIX } from './span-query.js';

/**
 * A field that is misspelt would otherwise narrow nothing, and show everybody's spans for somebody's.
 *
 * @param url - of the request
 * @param query - the fields that the route has
 * @throws {Refusal} 400, naming the field and those there are
 */
export function refuseUnknownFields(url: string, query: z.ZodObject, { attributes = false } = {}): void {
  const known = Object.keys(query.shape);
  for (const name of new URL(url).searchParams.keys()) {
    if (known.includes(name) || (attributes && name.startsWith(ATTRIBUTE_PREFIX))) continue;
    const all = [...known, ...(attributes ? [`${ATTRIBUTE_PREFIX}KEY`] : [])].join(', ');
    throw new Refusal(400, 'QUERY_INVALID', `There is no field ${JSON.stringify(name.slice(0, 100))}; there are ${all}.`);
  }
}
