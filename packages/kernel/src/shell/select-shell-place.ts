import { KernelError } from '../errors.js';
import { bubblewrapPlace } from '../places/bubblewrap-place.js';
import type { Place } from '../places/place.js';
import { processPlace } from '../places/process-place.js';

/** The places of this machine that have a shell, strongest isolation first. */
const PLACES: readonly Place[] = [bubblewrapPlace, processPlace];

/**
 * Finds the place for shell commands, and says why it is this one.
 *
 * @param allowUnsandboxed - also take a place where a command can do whatever the user can
 * @throws {KernelError} `SANDBOX_REQUIRED` when no place isolates commands here and none but such may be taken
 */
export async function selectShellPlace(allowUnsandboxed: boolean, places: readonly Place[] = PLACES): Promise<{ readonly place: Place; readonly reason: string }> {
  const passedOver: string[] = [];
  for (const place of places) {
    const problem = place.startCommand ? await place.unavailable('typescript') : 'It has no shell.';
    if (problem !== undefined) passedOver.push(`${place.name}: ${problem}`);
    else if (place.sandbox) return { place, reason: `${place.name} isolates commands.` };
    else if (allowUnsandboxed) return { place, reason: `${place.name} does not isolate commands, and that was allowed. ${passedOver.join(' ')}`.trim() };
  }
  throw new KernelError('SANDBOX_REQUIRED', `No place isolates shell commands here, so none are run. ${passedOver.join(' ')} Install bubblewrap, or set shell.allowUnsandboxed if commands may do what your user can.`);
}
