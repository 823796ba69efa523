import type { KernelLanguage, PlaceName } from '@heddle/model';
import { KernelError } from '../errors.js';
import type { Place } from './place.js';
import { bubblewrapPlace } from './bubblewrap-place.js';
import { denoPlace } from './deno-place.js';
import { processPlace } from './process-place.js';

/** The places of this machine, strongest isolation first. */
const PLACES: readonly Place[] = [bubblewrapPlace, denoPlace, processPlace];

export interface PlaceWish {
  /** `auto` takes the strongest place that runs here. */
  readonly place: PlaceName | 'auto';
  readonly language: KernelLanguage;
  /** Refuse a place without isolation, also when it was asked for by name. Default false. */
  readonly requireSandbox?: boolean;
}

/**
 * Finds the place for a kernel, and says why it is this one.
 *
 * @throws {KernelError} `PLACE_UNAVAILABLE` when the named place does not run here, `SANDBOX_REQUIRED` when no isolated
 * one does and one is required
 */
export async function selectPlace(wish: PlaceWish, places: readonly Place[] = PLACES): Promise<{ readonly place: Place; readonly reason: string }> {
  if (wish.place !== 'auto') return { place: await namedPlace(wish, wish.place, places), reason: `${wish.place} was asked for.` };
  const passedOver: string[] = [];
  for (const place of places) {
    if (wish.requireSandbox && !place.sandbox) continue;
    const problem = await place.unavailable(wish.language);
    if (problem === undefined) return { place, reason: reasonFor(place, passedOver) };
    passedOver.push(`${place.name}: ${problem}`);
  }
  throw new KernelError(
    wish.requireSandbox ? 'SANDBOX_REQUIRED' : 'PLACE_UNAVAILABLE',
    `No ${wish.requireSandbox ? 'sandboxed ' : ''}place can run ${wish.language} cells here. ${passedOver.join(' ')}`,
  );
}

async function namedPlace({ language, requireSandbox }: PlaceWish, name: PlaceName, places: readonly Place[]): Promise<Place> {
  const place = places.find((candidate) => candidate.name === name);
  if (!place) throw new KernelError('PLACE_UNAVAILABLE', `The place "${name}" is not available here. Choose one of: ${places.map((known) => known.name).join(', ')}.`);
  if (requireSandbox && !place.sandbox) {
    throw new KernelError('SANDBOX_REQUIRED', `The place "${name}" does not isolate generated code, and a sandbox is required. Choose another place, or drop the requirement.`);
  }
  const problem = await place.unavailable(language);
  if (problem !== undefined) throw new KernelError('PLACE_UNAVAILABLE', `The place "${name}" cannot run ${language} cells here: ${problem}`);
  return place;
}

function reasonFor(place: Place, passedOver: readonly string[]): string {
  const choice = `${place.name} is the strongest place that runs here.`;
  const warning = place.sandbox ? '' : ' It does not isolate generated code.';
  return passedOver.length === 0 ? choice + warning : `${choice}${warning} Passed over: ${passedOver.join(' ')}`;
}
