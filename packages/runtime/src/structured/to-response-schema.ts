import type { JsonObject } from '@heddle/model';
import * as z from 'zod';
import type { ChatRequest } from '../models/chat-model.js';

/**
 * A zod schema as the JSON Schema a reply must follow.
 *
 * Objects are closed unless the schema leaves them open on purpose. Providers enforce it strictest when no property is
 * optional: prefer `z.nullable()` to `z.optional()` in schemas of replies.
 *
 * @param name - letters, digits, `_` and `-`; shown to the model by some providers
 */
export function toResponseSchema(name: string, schema: z.ZodType): NonNullable<ChatRequest['responseSchema']> {
  const { $schema: _, ...jsonSchema } = z.toJSONSchema(schema, {
    // A default is what a lenient reader fills in; a provider that enforces the schema is asked for every property.
    io: 'output',
    unrepresentable: 'any',
    override: ({ jsonSchema: node }) => {
      if (node.type === 'object' && node.properties && node.additionalProperties === undefined) node.additionalProperties = false;
    },
  });
  return { name, schema: jsonSchema as JsonObject };
}
