import type { KernelLanguage } from '@heddle/model';
import type { Place } from '../places/place.js';
import type { TestBed, TestBedOptions } from './test-bed.js';

/** Where a scenario is tried. */
export interface ScenarioPlace {
  readonly place: Place;
  readonly language: KernelLanguage;
}

/** One behaviour that holds in every place and language. */
export interface Scenario {
  /** A sentence: what is true. */
  readonly name: string;
  /** What the kernel is made of, beside place and language. */
  readonly kernel?: (where: ScenarioPlace) => KernelParts | Promise<KernelParts>;
  /** Throws when it is not true. Absent for a language that has no such thing. */
  readonly typescript?: (bed: TestBed) => Promise<void>;
  readonly python?: (bed: TestBed) => Promise<void>;
}

export type KernelParts = Omit<TestBedOptions, 'place' | 'language'>;

/** Thrown by a scenario that cannot be tried on this machine: it counts as skipped, never as passed. */
export class NotHere extends Error {}

export interface ScenarioGroup {
  readonly title: string;
  readonly scenarios: readonly Scenario[];
}

/** The same check on a cell written in both languages. */
export function both(
  cells: { readonly typescript: string; readonly python: string },
  check: (bed: TestBed, source: string) => Promise<void>,
): Pick<Scenario, 'typescript' | 'python'> {
  return { typescript: (bed) => check(bed, cells.typescript), python: (bed) => check(bed, cells.python) };
}
