import type { SpanExporter } from '@opentelemetry/sdk-trace-base';

/** A place that traces are sent to. All but `console` and `exporter` leave this process. */
export type BackendConfig =
  | OtlpHttpBackend
  | OtlpGrpcBackend
  | AgentOpsBackend
  | LangfuseBackend
  | PhoenixBackend
  | ConsoleBackend
  | ExporterBackend;

/** Any OpenTelemetry collector or backend, over HTTP with protobuf. */
export interface OtlpHttpBackend {
  readonly kind: 'otlp-http';
  /** The whole address: `http://127.0.0.1:4318/v1/traces`. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Default `gzip`. */
  readonly compression?: 'gzip' | 'none';
}

/** Any OpenTelemetry collector or backend, over gRPC. */
export interface OtlpGrpcBackend {
  readonly kind: 'otlp-grpc';
  /** `http://host:4317` without encryption, `https://host:4317` with. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface AgentOpsBackend {
  readonly kind: 'agentops';
  readonly apiKey: string;
  /** Default `https://api.agentops.ai`. */
  readonly apiUrl?: string;
  /** Default `https://otlp.agentops.ai/v1/traces`. */
  readonly exporterUrl?: string;
}

export interface LangfuseBackend {
  readonly kind: 'langfuse';
  readonly publicKey: string;
  readonly secretKey: string;
  /** Default `https://cloud.langfuse.com`. */
  readonly url?: string;
}

export interface PhoenixBackend {
  readonly kind: 'phoenix';
  /** Default `http://localhost:6006`. */
  readonly url?: string;
  readonly apiKey?: string;
  /** Default `default`. */
  readonly project?: string;
}

/** One line for each span, on standard error. */
export interface ConsoleBackend {
  readonly kind: 'console';
  readonly write?: (line: string) => void;
}

/** An exporter of your own. It gets ended spans, in batches, one batch at a time. */
export interface ExporterBackend {
  readonly kind: 'exporter';
  readonly exporter: SpanExporter;
  /** Shown when spans are lost. */
  readonly name?: string;
}
