import { isJsonObject, type JsonValue } from '@heddle/model';
import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';
import { deliver } from './deliver.js';
import { agentOpsAttributes } from './dialects/agentops-attributes.js';
import { MappingExporter } from './mapping-exporter.js';
import { OtlpHttpExporter } from './otlp-http-exporter.js';
import { RefusedError } from './refused-error.js';

export interface AgentOpsOptions {
  readonly apiKey: string;
  /** Where the key is exchanged for a token; default `https://api.agentops.ai`. */
  readonly apiUrl?: string;
  /** Where spans go, as a whole address; default `https://otlp.agentops.ai/v1/traces`. */
  readonly exporterUrl?: string;
  readonly timeoutMs?: number;
  readonly rejected?: (count: number, message: string) => void;
}

const UNAUTHORISED = 401;

/**
 * Spans by AgentOps' own protocol: the API key is exchanged for a token at the first spans, which wait for it; then OTLP
 * with AgentOps' attribute names. A token that is no longer taken is renewed once per request.
 */
export class AgentOpsExporter implements SpanExporter {
  readonly #options: AgentOpsOptions;
  readonly #exporter: SpanExporter;
  #token: Promise<string> | undefined;

  constructor(options: AgentOpsOptions) {
    this.#options = options;
    const otlp = new OtlpHttpExporter({
      url: options.exporterUrl ?? 'https://otlp.agentops.ai/v1/traces',
      headers: async () => ({ authorization: `Bearer ${await this.#currentToken()}` }),
      timeoutMs: options.timeoutMs,
      rejected: options.rejected,
    });
    this.#exporter = new MappingExporter(otlp, { add: agentOpsAttributes });
  }

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.#exporter.export(spans, (first) => {
      if (!isUnauthorised(first)) return done(first);
      this.#token = undefined;
      this.#exporter.export(spans, (second) => {
        if (isUnauthorised(second)) this.#token = undefined;
        done(second);
      });
    });
  }

  async shutdown(): Promise<void> {
    await this.#exporter.shutdown();
  }

  /** One exchange at a time; one that failed is not kept. */
  #currentToken(): Promise<string> {
    if (!this.#token) {
      const asked = this.#exchange();
      this.#token = asked;
      asked.catch(() => {
        if (this.#token === asked) this.#token = undefined;
      });
    }
    return this.#token;
  }

  async #exchange(): Promise<string> {
    const { apiKey, apiUrl = 'https://api.agentops.ai', timeoutMs } = this.#options;
    const url = `${apiUrl.replace(/\/+$/, '')}/v3/auth/token`;
    const delivery = await deliver({
      method: 'POST', url, timeoutMs, compression: 'none',
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(JSON.stringify({ api_key: apiKey })),
    });
    if (delivery.kind === 'refused') throw new RefusedError(`AgentOps did not take the API key (HTTP ${delivery.status})`, 0);
    if (delivery.kind === 'later') throw new Error(delivery.problem);
    const token = tokenIn(delivery.body);
    if (token === undefined) throw new Error(`${url} answered without a token`);
    return token;
  }
}

function isUnauthorised({ code, error }: ExportResult): boolean {
  return code !== ExportResultCode.SUCCESS && error instanceof RefusedError && error.status === UNAUTHORISED;
}

function tokenIn(body: Uint8Array): string | undefined {
  try {
    const answer = JSON.parse(Buffer.from(body).toString()) as JsonValue;
    const token = isJsonObject(answer) ? answer['token'] : undefined;
    // A header cannot hold anything else, and what comes from outside must not become two headers.
    return typeof token === 'string' && /^[\x21-\x7e]+$/.test(token) ? token : undefined;
  } catch {
    return undefined;
  }
}
