import type { HeddleEvent } from '@heddle/model';

/**
 * An operation that was recorded as events and whose span was held back. Whoever asked for that exports it with
 * `Observer.exportHeld`, or forgets it; the journal has it either way.
 */
export interface HeldSpan {
  readonly start: HeddleEvent;
  readonly end: HeddleEvent;
  /** True when spans of other operations hang below it, such as a model call: without it they would be orphans. */
  readonly hasChildren: boolean;
}
