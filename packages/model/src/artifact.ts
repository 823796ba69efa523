import type { Sha256 } from './ids.js';

/** A file or picture that a cell, a call or a user left. The bytes are stored once under their hash. */
export interface Artifact {
  readonly sha256: Sha256;
  readonly name: string;
  readonly mimeType: string;
  readonly sizeBytes: number;
  /** Its beginning, where it is text: whole lines as far as they fit, up to 400 characters. Redacted like all that is recorded. */
  readonly preview?: string;
  /** Where it came from: a cell, a call within a cell, or the user's own upload. */
  readonly cellId?: string;
  readonly callId?: string;
}
