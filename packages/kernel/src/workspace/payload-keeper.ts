import type { JsonValue, Preview } from '@heddle/model';
import { toPreview, type ArtifactSink } from '@heddle/sdk';

/**
 * Records arguments and results: as a bounded preview, and whole, under the preview's hash, where the preview left
 * something out. Bytes are written behind the call's back; `settled()` waits for them.
 */
export class PayloadKeeper {
  readonly #artifacts: ArtifactSink;
  readonly #maxBytes: number;
  readonly #failed: (message: string) => void;
  readonly #writing = new Set<Promise<void>>();

  constructor(artifacts: ArtifactSink, maxBytes: number, failed: (message: string) => void) {
    this.#artifacts = artifacts;
    this.#maxBytes = maxBytes;
    this.#failed = failed;
  }

  /**
   * @param value - redacted
   * @param json - the value as JSON, where it is at hand
   */
  keep(value: JsonValue | undefined, name: 'arguments.json' | 'result.json', cellId: string | undefined, callId: string, json?: string): Preview {
    const preview = toPreview(value, { json });
    if (preview.truncated && preview.sizeBytes <= this.#maxBytes) {
      const bytes = Buffer.from(json ?? JSON.stringify(value));
      const writing = this.#artifacts.put({ name, mimeType: 'application/json', bytes, ...(cellId !== undefined && { cellId }), callId }).then(
        () => void this.#writing.delete(writing),
        (error: unknown) => {
          this.#writing.delete(writing);
          this.#failed(`The whole ${name} of ${callId} could not be kept: ${error instanceof Error ? error.message : String(error)}`);
        },
      );
      this.#writing.add(writing);
    }
    return preview;
  }

  async settled(): Promise<void> {
    await Promise.all(this.#writing);
  }
}
