import type { KernelLanguage, PlaceName } from '@heddle/model';
import { PLACES } from '../conformance/places.js';
import { openTestBed } from '../conformance/test-bed.js';
import type { Place } from '../places/place.js';
import type { Attack, AttackTarget, AttackVerdict } from './attack.js';
import { ATTACKS } from './attacks.js';
import { openTarget } from './open-target.js';

const LANGUAGES: readonly KernelLanguage[] = ['typescript', 'python'];

/** What the `process` place cannot stop, by its nature: it is an ordinary process of the same user. */
const ALLOWED_IN_PROCESS: readonly string[] = [
  'read a file of the host', 'read the environment of other processes', 'write a file outside the workspace', 'reach the network', 'signal the host',
  'read the memory of another process', 'make namespaces and mount',
];

export interface AttackRow {
  readonly place: PlaceName;
  readonly language: KernelLanguage;
  readonly attack: string;
  readonly verdict: AttackVerdict;
}

export interface AttackOptions {
  /** Default: all. */
  readonly places?: readonly string[];
  readonly languages?: readonly string[];
  /** Only attacks whose name contains this. */
  readonly only?: string;
  readonly report?: (row: AttackRow) => void;
}

/** Tries every attack in every place and language, each on a kernel of its own. */
export async function runAttacks({ places, languages, only = '', report = () => {} }: AttackOptions = {}): Promise<readonly AttackRow[]> {
  const rows: AttackRow[] = [];
  for (const place of PLACES.filter(({ name }) => places?.includes(name) ?? true)) {
    for (const language of LANGUAGES.filter((each) => languages?.includes(each) ?? true)) {
      const problem = await place.unavailable(language);
      for (const attack of ATTACKS) {
        if (!attack.name.includes(only) || !(attack.languages ?? LANGUAGES).includes(language)) continue;
        const verdict: AttackVerdict = problem === undefined ? await tryAttack(attack, place, language) : { kind: 'skipped', note: problem };
        const row = { place: place.name, language, attack: attack.name, verdict };
        rows.push(row);
        report(row);
      }
    }
  }
  return rows;
}

async function tryAttack(attack: Attack, place: Place, language: KernelLanguage): Promise<AttackVerdict> {
  const target: AttackTarget & { close(): Promise<void> } = await openTarget();
  const bed = await openTestBed({ ...attack.kernel, place, language });
  try {
    return await attack.try(bed, target, language);
  } finally {
    await bed.close();
    await target.close();
  }
}

/** Attacks that got through where they must not. */
export function unexpectedBreaches(rows: readonly AttackRow[]): readonly AttackRow[] {
  return rows.filter(({ place, attack, verdict }) => verdict.kind === 'not stopped' && !(place === 'process' && ALLOWED_IN_PROCESS.includes(attack)));
}
