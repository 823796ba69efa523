import { bubblewrapPlace } from '../places/bubblewrap-place.js';
import { denoPlace } from '../places/deno-place.js';
import type { Place } from '../places/place.js';
import { processPlace } from '../places/process-place.js';

/** The places that the suites try, weakest isolation first. */
export const PLACES: readonly Place[] = [processPlace, denoPlace, bubblewrapPlace];
