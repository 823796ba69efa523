import type { KernelLanguage, PlaceName } from '@heddle/model';
import type { PackageLayer } from '../package-layer.js';
import type { Place } from '../places/place.js';
import { PLACES } from './places.js';
import { NotHere, type Scenario, type ScenarioGroup } from './scenario.js';
import { CALLS } from './scenarios-of-calls.js';
import { CELLS } from './scenarios-of-cells.js';
import { ENDINGS } from './scenarios-of-endings.js';
import { POLICY } from './scenarios-of-policy.js';
import { openTestBed } from './test-bed.js';

const GROUPS: readonly ScenarioGroup[] = [CELLS, CALLS, ENDINGS, POLICY];
const LANGUAGES: readonly KernelLanguage[] = ['typescript', 'python'];

/** Longest a scenario may take before it counts as failed. */
const TIME_LIMIT_MS = 60_000;

type Verdict =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly reason: string }
  /** It was not tried: nothing is known. */
  | { readonly kind: 'skipped'; readonly reason: string }
  /** The language has no such thing. */
  | { readonly kind: 'none' };

export interface ConformanceRow {
  readonly place: PlaceName;
  readonly language: KernelLanguage;
  readonly group: string;
  readonly scenario: string;
  readonly verdict: Verdict;
}

export interface ConformanceOptions {
  /** Default: all. */
  readonly places?: readonly string[];
  readonly languages?: readonly string[];
  /** Only scenarios whose name contains this. */
  readonly only?: string;
  /** What Python kernels can import beside their own: for the scenarios that want pandas or matplotlib. */
  readonly pythonPackages?: PackageLayer;
  /** Told of each result as it comes. */
  readonly report?: (row: ConformanceRow) => void;
}

/** Runs every scenario in every place and language, each on a kernel of its own. */
export async function runConformance({ places, languages, only = '', pythonPackages, report = () => {} }: ConformanceOptions = {}): Promise<readonly ConformanceRow[]> {
  const rows: ConformanceRow[] = [];
  for (const place of PLACES.filter(({ name }) => places?.includes(name) ?? true)) {
    for (const language of LANGUAGES.filter((each) => languages?.includes(each) ?? true)) {
      const problem = await place.unavailable(language);
      for (const { title, scenarios } of GROUPS) {
        for (const scenario of scenarios.filter(({ name }) => name.includes(only))) {
          const verdict: Verdict = problem === undefined ? await judge(scenario, place, language, pythonPackages) : { kind: 'skipped', reason: problem };
          const row = { place: place.name, language, group: title, scenario: scenario.name, verdict };
          rows.push(row);
          report(row);
        }
      }
    }
  }
  return rows;
}

/** Tries one scenario. */
async function judge(scenario: Scenario, place: Place, language: KernelLanguage, pythonPackages: PackageLayer | undefined): Promise<Verdict> {
  const check = scenario[language];
  if (!check) return { kind: 'none' };
  const packages = language === 'python' && pythonPackages ? { packages: pythonPackages } : {};
  const bed = await openTestBed({ ...packages, ...(await scenario.kernel?.({ place, language })), place, language });
  let timer: NodeJS.Timeout | undefined;
  try {
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`It did not end within ${TIME_LIMIT_MS / 1_000} s.`)), TIME_LIMIT_MS);
    });
    await Promise.race([check(bed), late]);
    return { kind: 'passed' };
  } catch (thrown) {
    if (thrown instanceof NotHere) return { kind: 'skipped', reason: thrown.message };
    return { kind: 'failed', reason: thrown instanceof Error ? thrown.message : String(thrown) };
  } finally {
    clearTimeout(timer);
    await bed.close();
  }
}
