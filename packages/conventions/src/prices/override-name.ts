import type { PriceOverride } from './price-override.js';

const NAMES = new WeakMap<PriceOverride, string>();

/**
 * The name of a price of one's own: `own-1f0c8a2e`. It comes from what the override says, so that costs computed with a price
 * that was changed since are told from those computed with today's.
 */
export function overrideName(override: PriceOverride): string {
  let name = NAMES.get(override);
  if (name === undefined) {
    const { provider, model, inputUsdPerMillion, outputUsdPerMillion, cacheReadUsdPerMillion, cacheWriteUsdPerMillion } = override;
    const facts = [provider ?? null, model, inputUsdPerMillion, outputUsdPerMillion, cacheReadUsdPerMillion ?? null, cacheWriteUsdPerMillion ?? null];
    name = `own-${fnv1a(JSON.stringify(facts)).toString(16).padStart(8, '0')}`;
    NAMES.set(override, name);
  }
  return name;
}

/** @see Fowler, Noll and Vo: FNV-1a of 32 bits, here over UTF-16 units, since it names and does not protect */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}
