import { expect, test } from 'vitest';
import * as z from 'zod';
import { toResponseSchema } from './to-response-schema.js';

test('objects are closed, descriptions kept', () => {
  const step = z.object({ title: z.string().describe('What to do'), state: z.enum(['open', 'done']) });
  expect(toResponseSchema('plan', z.object({ steps: z.array(step), note: z.string().nullable() }))).toEqual({
    name: 'plan',
    schema: {
      type: 'object',
      properties: {
        steps: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              title: { type: 'string', description: 'What to do' },
              state: { type: 'string', enum: ['open', 'done'] },
            },
            required: ['title', 'state'],
            additionalProperties: false,
          },
        },
        note: { type: ['string', 'null'] },
      },
      required: ['steps', 'note'],
      additionalProperties: false,
    },
  });
});

test('an object left open on purpose stays open', () => {
  expect(toResponseSchema('x', z.looseObject({ a: z.string() })).schema).toMatchObject({ additionalProperties: {} });
});
