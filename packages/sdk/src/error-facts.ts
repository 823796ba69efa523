import type { EventError } from '@heddle/model';

/** What a thrown value says, whatever it is. Stacks are cut at 4,000 characters. */
export function errorFacts(thrown: unknown): EventError {
  if (thrown instanceof Error) {
    return { type: thrown.name || 'Error', message: thrown.message, ...(thrown.stack && { stack: thrown.stack.slice(0, 4_000) }) };
  }
  return { type: typeof thrown, message: textOf(thrown) };
}

function textOf(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return 'a value that cannot be shown';
  }
}
