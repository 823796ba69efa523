import { bubblewrapPlace, denoPlace, processPlace, selectPlace, type PlaceWish } from '@heddle/kernel';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { failure, ok, warning, type Check } from './check.js';

const OLDEST_NODE = [20, 19] as const;

/** @param version - as `process.versions.node` has it */
export function checkNode(version: string): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const good = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  return good ? ok('node', `Node ${version}.`) : failure('node', `Node ${version} is too old.`, `Install Node ${OLDEST_NODE.join('.')} or newer.`);
}

/** The embedded database is optional: it has no build for some machines. */
export function checkEngine(): Check {
  try {
    const fromStore = createRequire(fileURLToPath(import.meta.resolve('@heddle/store')));
    fromStore.resolve('chdb');
    return ok('engine', 'The embedded database (npm package chdb) is installed.');
  } catch {
    return failure(
      'engine',
      `The embedded database (npm package chdb) is not installed for ${process.platform}-${process.arch}.`,
      'Install it with "npm install chdb", or start the server with "heddle up --store URL" of a ClickHouse server.',
    );
  }
}

/** Every place with the reason why it cannot be had, and the one that will be taken. */
export async function checkPlaces(wish: PlaceWish): Promise<readonly Check[]> {
  const checks: Check[] = [];
  for (const place of [bubblewrapPlace, denoPlace, processPlace]) {
    const problem = await place.unavailable(wish.language);
    const name = `place ${place.name}`;
    if (problem === undefined) checks.push(ok(name, `Runs ${wish.language} cells${place.sandbox ? ', isolated' : ', without isolation'}.`));
    else checks.push(warning(name, problem, 'Nothing, if another place will do.'));
  }
  return [...checks, await checkChosenPlace(wish)];
}

async function checkChosenPlace(wish: PlaceWish): Promise<Check> {
  try {
    const { place, reason } = await selectPlace(wish);
    if (place.sandbox) return ok('code runs in', reason);
    return warning('code runs in', `${place.name}, which is no sandbox: code there can do what you can.`, 'Install bubblewrap, or deno; or do not run code you do not trust.');
  } catch (error) {
    return failure('code runs in', (error as Error).message, 'Install one of the places, or choose another with kernel.place.');
  }
}

/** Python is needed for Python cells only. */
export async function checkPython(isNeeded: boolean): Promise<Check> {
  const problem = await processPlace.unavailable('python');
  if (problem === undefined) return ok('python', 'A python3 of 3.9 or newer runs here.');
  const fix = 'Install python3 (3.9 or newer).';
  return isNeeded ? failure('python', problem, fix) : warning('python', problem, `${fix} TypeScript cells need none.`);
}
