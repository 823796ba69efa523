import { assertNever } from '@heddle/model';
import type { SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace-base';
import { SdkError } from '../errors.js';
import { AgentOpsExporter } from './agentops-exporter.js';
import type { BackendConfig } from './backend-config.js';
import { ConsoleExporter } from './console-exporter.js';
import { langfuseAttributes } from './dialects/langfuse-attributes.js';
import { phoenixAttributes } from './dialects/phoenix-attributes.js';
import { LazyExporter } from './lazy-exporter.js';
import { MappingExporter } from './mapping-exporter.js';
import { OtlpHttpExporter } from './otlp-http-exporter.js';
import { QueueingSpanProcessor, type QueueingOptions } from './queueing-span-processor.js';

export interface BackendOptions {
  /** Told in one sentence, once per backend, that spans did not arrive there. */
  readonly warn?: (message: string) => void;
  /** Most bytes of spans that wait for one backend; default 32 MiB. */
  readonly maxBytes?: number;
}

/**
 * Span processors for any number of backends at once, each with a queue of its own: one that is slow or down does not
 * touch the others, nor the agent.
 *
 * @returns in the order of `backends`, for `createTracing`
 * @throws {SdkError} `BAD_BACKEND` naming what is wrong; keys are never shown
 */
export function createSpanProcessors(backends: readonly BackendConfig[], options: BackendOptions = {}): SpanProcessor[] {
  return backends.map((backend) => {
    const name = backendName(backend);
    let warned = false;
    const warnOnce = (message: string) => {
      if (!warned) options.warn?.(message);
      warned = true;
    };
    const queue: QueueingOptions = {
      ...(options.maxBytes !== undefined && { maxBytes: options.maxBytes }),
      // AgentOps' first spans wait for a token, however long it takes; only the queue's size bounds them.
      ...(backend.kind === 'agentops' && { tries: Infinity }),
      lost: (spans, reason) => warnOnce(`${spans.length} spans did not reach ${name}: ${reason}. Other backends and the journal are not affected.`),
    };
    const rejected = (count: number, message: string) => warnOnce(`${name} took ${count} spans not: ${message}`);
    return new QueueingSpanProcessor(exporterOf(backend, rejected), queue);
  });
}

function exporterOf(backend: BackendConfig, rejected: (count: number, message: string) => void): SpanExporter {
  switch (backend.kind) {
    case 'otlp-http': {
      const headers = checkedHeaders(backend.kind, backend.headers);
      return new OtlpHttpExporter({ url: checkedUrl(backend.kind, backend.url), headers: async () => headers, compression: backend.compression, rejected });
    }
    case 'otlp-grpc': {
      const url = checkedUrl(backend.kind, backend.url);
      const headers = checkedHeaders(backend.kind, backend.headers);
      return new LazyExporter(async () => (await import('./otlp-grpc-exporter.js')).createOtlpGrpcExporter({ url, headers }));
    }
    case 'agentops':
      return new AgentOpsExporter({
        apiKey: checkedKey(backend.kind, 'apiKey', backend.apiKey),
        ...(backend.apiUrl !== undefined && { apiUrl: checkedUrl(backend.kind, backend.apiUrl) }),
        ...(backend.exporterUrl !== undefined && { exporterUrl: checkedUrl(backend.kind, backend.exporterUrl) }),
        rejected,
      });
    case 'langfuse': {
      const keys = `${checkedKey(backend.kind, 'publicKey', backend.publicKey)}:${checkedKey(backend.kind, 'secretKey', backend.secretKey)}`;
      const headers = { authorization: `Basic ${Buffer.from(keys).toString('base64')}` };
      const url = `${checkedUrl(backend.kind, backend.url ?? 'https://cloud.langfuse.com')}/api/public/otel/v1/traces`;
      return new MappingExporter(new OtlpHttpExporter({ url, headers: async () => headers, rejected }), { add: langfuseAttributes });
    }
    case 'phoenix': {
      const headers: Record<string, string> = backend.apiKey === undefined ? {} : { authorization: `Bearer ${checkedKey(backend.kind, 'apiKey', backend.apiKey)}` };
      const url = `${checkedUrl(backend.kind, backend.url ?? 'http://localhost:6006')}/v1/traces`;
      const resource = { 'openinference.project.name': backend.project ?? 'default' };
      return new MappingExporter(new OtlpHttpExporter({ url, headers: async () => headers, rejected }), { add: phoenixAttributes, resource });
    }
    case 'console': return new ConsoleExporter(backend.write);
    case 'exporter': return backend.exporter;
    default: return assertNever(backend);
  }
}

function backendName(backend: BackendConfig): string {
  switch (backend.kind) {
    case 'otlp-http': case 'otlp-grpc': return backend.url;
    case 'agentops': return 'AgentOps';
    case 'langfuse': return 'Langfuse';
    case 'phoenix': return 'Phoenix';
    case 'console': return 'the console';
    case 'exporter': return backend.name ?? 'the exporter';
  }
}

function checkedUrl(kind: string, url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || (parsed.protocol !== 'http:' && parsed.protocol !== 'https:')) {
    throw new SdkError('BAD_BACKEND', `The ${kind} backend has the url "${url}", which is no address. Give one that begins with http:// or https://.`);
  }
  if (parsed.username || parsed.password) {
    throw new SdkError('BAD_BACKEND', `The url of the ${kind} backend holds a user name or password. Give them as headers instead.`);
  }
  return url.replace(/\/+$/, '');
}

function checkedHeaders(kind: string, headers: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || !/^[\t\x20-\x7e]*$/.test(value)) {
      throw new SdkError('BAD_BACKEND', `The header "${name}" of the ${kind} backend cannot be sent. Use visible ASCII characters without line breaks.`);
    }
  }
  return headers;
}

function checkedKey(kind: string, field: string, key: string): string {
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  throw new SdkError('BAD_BACKEND', `The ${kind} backend has an empty ${field}, or one with spaces or line breaks in it. Copy it again from ${kind}'s settings.`);
}
