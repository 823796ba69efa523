import type { z } from '@hono/zod-openapi';
import { type ReadBodyOptions, readBody } from '../http/read-body.js';
import { Refusal } from '../http/refusal.js';

/**
 * Reads the body of a request as JSON of a given shape. Bodies go to JSON whatever their content type says beyond what
 * the server lets in at all.
 *
 * @throws {Refusal} 400 naming the field that is wrong; what `readBody` throws
 */
export async function readJson<Schema extends z.ZodType>(
  request: Request, schema: Schema, bodyOptions: ReadBodyOptions,
): Promise<z.output<Schema>> {
  const body = await readBody(request, bodyOptions);
  try {
    return checked(schema, parsed(body.bytes.toString('utf8')));
  } finally {
    body.release();
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Refusal(400, 'BODY_INVALID', 'The body is not JSON.', { cause: error });
  }
}

function checked<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Refusal(400, 'BODY_INVALID', `The body cannot be used: ${problemsOf(result.error)}.`, { cause: result.error });
}

const MAX_PROBLEMS = 3;

/** What is wrong with some data, by field. Values are left out: they are the user's. */
export function problemsOf(error: z.ZodError): string {
  const problems = error.issues.slice(0, MAX_PROBLEMS).map((issue) => `${issue.path.join('.').slice(0, 100) || 'it'}: ${issue.message}`);
  const more = error.issues.length - problems.length;
  return `${problems.join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}
