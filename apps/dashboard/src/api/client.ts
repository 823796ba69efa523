import { createClient } from '@heddle/client';
import type { z } from 'zod';

/** The server that gave this page. */
export const api = createClient({ baseUrl: '' });

/** Why an answer of the API could not be used. `status` is 0 when there was no answer at all. */
export class ApiFailure extends Error {
  readonly status: number;

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ApiFailure';
    this.status = status;
  }
}

/** What a call of {@link api} gives. */
type Answer = Promise<{ readonly data?: unknown; readonly error?: unknown; readonly response: Response }>;

/** Waits for an answer and checks it: the server may be of another version than the page. @throws {ApiFailure} */
export async function checked<T>(answer: Answer, schema: z.ZodType<T>): Promise<T> {
  let given: Awaited<Answer>;
  try {
    given = await answer;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    if (cause instanceof SyntaxError) throw new ApiFailure(200, 'The answer is no JSON. Is something else between this page and the Heddle server?', { cause });
    throw new ApiFailure(0, 'The Heddle server does not answer. Is it still running? Start it with: npx heddle up', { cause });
  }
  const { data, error, response } = given;
  const { pathname } = new URL(response.url || 'http://heddle/');
  if (!response.ok) throw new ApiFailure(response.status, messageOf(error) ?? `The server answered ${response.status} to ${pathname}.`);
  const parsed = schema.safeParse(data);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new ApiFailure(response.status, `The answer to ${pathname} is not what this page understands (${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unknown'}).`);
  }
  return parsed.data;
}

function messageOf(body: unknown): string | undefined {
  const error = (body as { error?: { message?: unknown } } | undefined)?.error;
  return typeof error?.message === 'string' ? error.message : undefined;
}
