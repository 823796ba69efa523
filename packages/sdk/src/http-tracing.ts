import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { UndiciInstrumentation, type UndiciRequest } from '@opentelemetry/instrumentation-undici';
import type { Attributes, TracerProvider } from '@opentelemetry/api';
import { REDACTED, type Redactor } from './redact.js';

/** Query parameters whose values are keys, tokens or signatures, as the big clouds and model providers name them. */
const SECRET_PARAMETER = /key|token|secret|password|passwd|signature|credential|^sig$|^code$|^auth/i;

let stop: (() => void) | undefined;

export interface HttpTracingOptions {
  /** Whose spans the requests become; default the global provider, which is ours unless the application had one. */
  readonly tracerProvider?: TracerProvider;
  /** Hides known secrets in addresses, besides parameters with a secret's name. */
  readonly redact?: Redactor;
}

/**
 * Makes a span of each request sent with `fetch` (undici) inside an operation, below that operation: what a plugin asks
 * of the network is seen. Requests outside of any span stay unseen, and so do Heddle's own exports. Headers and bodies
 * are not recorded.
 *
 * Registers once per process; a second call changes nothing.
 *
 * @returns ends it, when this call began it
 */
export function traceHttp(options: HttpTracingOptions = {}): () => void {
  if (stop) return () => {};
  const redact: Redactor = options.redact ?? ((value) => value);
  const unregister = registerInstrumentations({
    ...(options.tracerProvider && { tracerProvider: options.tracerProvider }),
    instrumentations: [new UndiciInstrumentation({
      requireParentforSpans: true,
      startSpanHook: (request) => addressAttributes(request, redact),
    })],
  });
  stop = () => {
    unregister();
    stop = undefined;
  };
  return stop;
}

/** The address as it may be recorded. */
function addressAttributes({ origin, path }: UndiciRequest, redact: Redactor): Attributes {
  const url = new URL(path, origin);
  for (const name of new Set(url.searchParams.keys())) if (SECRET_PARAMETER.test(name)) url.searchParams.set(name, REDACTED);
  url.username = '';
  url.password = '';
  // Brackets come out encoded; a reader should see the same word everywhere.
  const shown = (text: string) => redact(text.replaceAll(encodeURIComponent(REDACTED), REDACTED));
  return { 'url.full': shown(url.toString()), 'url.query': shown(url.search), 'url.path': shown(url.pathname) };
}
