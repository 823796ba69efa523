import { z } from '@hono/zod-openapi';

/** A whole number in a query. The message completes the sentence `limit is "abc": ...`. */
export function wholeNumber(min: number, max: number) {
  const rule = `it must be a whole number from ${min} to ${max}`;
  return z.string().regex(/^\d{1,16}$/, rule).transform(Number).pipe(z.number().min(min, rule).max(max, rule))
    .openapi({ type: 'integer', minimum: min, maximum: max });
}

/** Text in a query: not empty, and not longer than any id or name. */
export const shortText = z.string().min(1, 'it must not be empty').max(1_000, 'it must have at most 1,000 characters');

/** Where a page ended. It holds names, so it may be longer than one. */
export const cursorText = z.string().min(1, 'it must not be empty').max(8_000, 'it must have at most 8,000 characters');

/** One of a few words in a query. */
export function oneOf<const Words extends readonly [string, ...string[]]>(words: Words) {
  return z.enum(words, { error: `it must be one of ${words.join(', ')}` });
}
