import type { BackendConfig } from '@heddle/sdk';
import { ExportResultCode, hrTimeToMilliseconds } from '@opentelemetry/core';

/** A backend of your own: says which plugin calls took longer than a second. */
export function slowCalls(say: (line: string) => void): BackendConfig {
  return {
    kind: 'exporter',
    name: 'slow calls',
    exporter: {
      export(spans, done) {
        for (const span of spans) {
          const tookMs = hrTimeToMilliseconds(span.duration);
          if (span.attributes['heddle.kind'] === 'tool' && tookMs > 1_000) say(`${span.attributes['gen_ai.tool.name']} took ${Math.round(tookMs)} ms`);
        }
        done({ code: ExportResultCode.SUCCESS });
      },
      shutdown: async () => {},
    },
  };
}
