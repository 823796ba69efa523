import { context, trace, type Tracer } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { resourceFromAttributes, type Resource } from '@opentelemetry/resources';
import { BasicTracerProvider, type ReadableSpan, type SpanProcessor } from '@opentelemetry/sdk-trace-base';
import { SCOPE_NAME } from './encoding/recorded-span.js';
import { traceHttp } from './http-tracing.js';
import type { Redactor } from './redact.js';
import { spanFactsProcessor } from './span-facts.js';

export interface TracingOptions {
  /** `service.name` of the resource; default `heddle`. */
  readonly serviceName?: string;
  /** Further resource attributes, such as `deployment.environment.name`. */
  readonly resource?: Readonly<Record<string, string>>;
  /** Any OpenTelemetry span processors; each gets every span. See `createSpanProcessors`. */
  readonly processors: readonly SpanProcessor[];
  /** Make spans of requests sent with `fetch` inside an operation, see `traceHttp`; default false. */
  readonly http?: boolean;
  /** Hides known secrets in the addresses of those requests. */
  readonly redact?: Redactor;
}

/** A tracer with its processors. */
export interface Tracing {
  readonly tracer: Tracer;
  readonly resource: Resource;
  /** Hands over a span that was rebuilt from events. */
  exportSpan(span: ReadableSpan): void;
  flush(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Standard OpenTelemetry tracing. Registers itself as the global provider only when there is none, so an application's
 * own set-up stays as it is.
 */
export function createTracing(options: TracingOptions): Tracing {
  const resource = resourceFromAttributes({ 'service.name': options.serviceName ?? 'heddle', ...options.resource });
  const provider = new BasicTracerProvider({ resource, spanProcessors: [spanFactsProcessor, ...options.processors] });
  registerContextManager();
  trace.setGlobalTracerProvider(provider);
  const stopHttp = options.http ? traceHttp({ tracerProvider: provider, redact: options.redact }) : undefined;
  return {
    tracer: provider.getTracer(SCOPE_NAME),
    resource,
    exportSpan: (span) => options.processors.forEach((processor) => processor.onEnd(span)),
    flush: () => provider.forceFlush(),
    async close() {
      stopHttp?.();
      await provider.shutdown();
    },
  };
}

/** Without a context manager nothing nests. Setting one fails quietly when the application already has its own. */
function registerContextManager(): void {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
}
