import type { Sha256 } from './ids.js';

/**
 * A value as it is recorded: redacted, bounded, and honest about what was left out.
 * `json` is always valid JSON, also when it was abridged: long arrays keep their first items, long text its beginning.
 */
export interface Preview {
  readonly json: string;
  /** The shape in few words, for a line of code: `1,461 rows`, `object`, `text, 12 kB`, `null`. */
  readonly summary: string;
  /** UTF-8 bytes of the whole value as JSON, after redaction. */
  readonly sizeBytes: number;
  /** Hash of the whole value as JSON, after redaction; equal values have equal hashes. */
  readonly sha256: Sha256;
  /** True when `json` is not the whole value. */
  readonly truncated: boolean;
}
