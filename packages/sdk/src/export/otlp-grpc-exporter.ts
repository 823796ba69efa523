import { Metadata, credentials } from '@grpc/grpc-js';
import { OTLPExporterBase } from '@opentelemetry/otlp-exporter-base';
import { createOtlpGrpcExportDelegate } from '@opentelemetry/otlp-grpc-exporter-base';
import { ProtobufTraceSerializer, TraceExporterMetricsHelper } from '@opentelemetry/otlp-transformer';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';

export interface OtlpGrpcOptions {
  /** `http://host:4317` without encryption, `https://host:4317` with. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

/** Spans by OTLP over gRPC. Loaded only when such a backend is configured. The environment adds nothing to it. */
export function createOtlpGrpcExporter({ url, headers, timeoutMs = 10_000 }: OtlpGrpcOptions): SpanExporter {
  const { protocol, host } = new URL(url);
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
  return new OTLPExporterBase<ReadableSpan[]>(createOtlpGrpcExportDelegate(
    {
      url: host,
      metadata: () => metadata,
      credentials: () => (protocol === 'https:' ? credentials.createSsl() : credentials.createInsecure()),
      timeoutMillis: timeoutMs,
      concurrencyLimit: 1,
      compression: 'gzip',
    },
    ProtobufTraceSerializer,
    'otlp_grpc_span_exporter',
    TraceExporterMetricsHelper,
    undefined,
    'TraceExportService',
    '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  ));
}
