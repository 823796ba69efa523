import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';

/** An exporter whose code is loaded at its first spans: what nobody exports to costs nothing. */
export class LazyExporter implements SpanExporter {
  readonly #load: () => Promise<SpanExporter>;
  #loaded: Promise<SpanExporter> | undefined;

  constructor(load: () => Promise<SpanExporter>) {
    this.#load = load;
  }

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.#loaded ??= this.#load();
    this.#loaded.then(
      (exporter) => exporter.export(spans, done),
      (thrown: unknown) => {
        this.#loaded = undefined;
        done({ code: ExportResultCode.FAILED, error: thrown instanceof Error ? thrown : new Error(String(thrown)) });
      },
    );
  }

  async shutdown(): Promise<void> {
    await (await this.#loaded?.catch(() => undefined))?.shutdown();
  }
}
