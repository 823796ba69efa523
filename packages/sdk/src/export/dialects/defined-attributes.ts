import type { AttributeValue, Attributes } from '@opentelemetry/api';

/** Attributes without those that are not known: no backend shows `null` well. */
export function definedAttributes(attributes: Readonly<Record<string, AttributeValue | null | undefined>>): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== null && value !== undefined)) as Attributes;
}
