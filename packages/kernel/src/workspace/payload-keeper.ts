import type { JsonValue, Preview } from '@heddle/model';
import { toPreview, type ArtifactSink } from '@heddle/sdk';
import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Records arguments and results: as a bounded preview, and whole, under the preview's hash, where the preview left
 * something out. Bytes are written behind the call's back, after its answer has gone; `settled()` waits for them.
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
      const whole = json ?? JSON.stringify(value);
      const writing = this.#write(whole, name, cellId, callId).finally(() => this.#writing.delete(writing));
      this.#writing.add(writing);
    }
    return preview;
  }

  async #write(json: string, name: string, cellId: string | undefined, callId: string): Promise<void> {
    // Not while the code waits for its answer: a megabyte takes milliseconds to encode and to hash.
    await nextTurn();
    try {
      await this.#artifacts.put({ name, mimeType: 'application/json', bytes: Buffer.from(json), ...(cellId !== undefined && { cellId }), callId });
    } catch (error) {
      this.#failed(`The whole ${name} of ${callId} could not be kept: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  async settled(): Promise<void> {
    await Promise.all(this.#writing);
  }
}
