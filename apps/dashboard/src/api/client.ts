import type { z } from 'zod';

/** Why an answer of the API could not be used. `status` is 0 when there was no answer at all. */
export class ApiFailure extends Error {
  readonly status: number;

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ApiFailure';
    this.status = status;
  }
}

/** Asks the API and checks what comes back. @throws {ApiFailure} */
export async function getJson<T>(path: string, schema: z.ZodType<T>, signal?: AbortSignal): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, { headers: { accept: 'application/json' }, signal: signal ?? null });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ApiFailure(0, 'The Heddle server does not answer. Is it still running? Start it with: npx heddle up', { cause });
  }
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw new ApiFailure(response.status, messageOf(body) ?? `The server answered ${response.status} to ${path}.`);
  const parsed = schema.safeParse(body);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new ApiFailure(response.status, `The answer to ${path} is not what this page understands (${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unknown'}).`);
  }
  return parsed.data;
}

function messageOf(body: unknown): string | undefined {
  const error = (body as { error?: { message?: unknown } } | undefined)?.error;
  return typeof error?.message === 'string' ? error.message : undefined;
}
