import { z } from 'zod';

const headers = z.record(z.string(), z.string()).optional();

/** Where spans go besides Heddle's own server; all of them get ended spans only. See `docs/tracing-backends.md`. */
const backendSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('otlp-http'), url: z.url(), headers, compression: z.enum(['gzip', 'none']).optional() }),
  z.strictObject({ kind: z.literal('otlp-grpc'), url: z.url(), headers }),
  z.strictObject({ kind: z.literal('agentops'), apiKey: z.string(), apiUrl: z.url().optional(), exporterUrl: z.url().optional() }),
  z.strictObject({ kind: z.literal('langfuse'), publicKey: z.string(), secretKey: z.string(), url: z.url().optional() }),
  z.strictObject({ kind: z.literal('phoenix'), url: z.url().optional(), apiKey: z.string().optional(), project: z.string().optional() }),
  z.strictObject({ kind: z.literal('console') }),
]);

/** What is sent where. */
export const telemetrySchema = z.strictObject({
  /** Address of Heddle's server; `false` sends nothing there. Default: `HEDDLE_URL`, else the local server. */
  heddle: z.union([z.url(), z.literal(false)]).optional(),
  apiKey: z.string().optional(),
  backends: z.array(backendSchema).default([]),
  /** `metadata` leaves out what users, models, code and plugins said. */
  capture: z.enum(['full', 'metadata']).default('full'),
  /** Record HTTP requests that plugins make as spans below their calls. */
  http: z.boolean().default(true),
});

export type BackendSettings = z.output<typeof backendSchema>;

/** Everything in a backend's settings that must never be recorded. */
export function backendSecrets(backend: BackendSettings): readonly string[] {
  switch (backend.kind) {
    case 'otlp-http':
    case 'otlp-grpc': return Object.values(backend.headers ?? {});
    case 'agentops': return [backend.apiKey];
    case 'langfuse': return [backend.secretKey];
    case 'phoenix': return backend.apiKey === undefined ? [] : [backend.apiKey];
    case 'console': return [];
  }
}
