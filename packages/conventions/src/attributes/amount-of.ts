import type { JsonObject, JsonValue } from '@heddle/model';

/**
 * A number that cannot be negative, or `undefined`. Some senders write numbers as text ("174"), some write -1 or
 * nothing for "not set".
 */
export function amountOf(value: JsonValue | undefined): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && number >= 0 ? number : undefined;
}

/** A number of tokens: an {@link amountOf} that is whole and exact. */
export function countOf(value: JsonValue | undefined): number | undefined {
  const amount = amountOf(value);
  return amount !== undefined && Number.isSafeInteger(amount) ? amount : undefined;
}

/** The first of several attributes that holds an amount. */
export function firstAmount(attributes: JsonObject, keys: readonly string[]): number | undefined {
  for (const key of keys) {
    const amount = amountOf(attributes[key]);
    if (amount !== undefined) return amount;
  }
  return undefined;
}

/** The first of several attributes that holds a count. */
export function firstCount(attributes: JsonObject, keys: readonly string[]): number | undefined {
  for (const key of keys) {
    const count = countOf(attributes[key]);
    if (count !== undefined) return count;
  }
  return undefined;
}
