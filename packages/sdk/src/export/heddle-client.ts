import { deliver, type Delivery } from './deliver.js';

export interface HeddleClientOptions {
  /** Base address of the server: `http://127.0.0.1:4318`. */
  readonly url: string;
  /** API key, when the server asks for one. */
  readonly apiKey?: string;
  readonly timeoutMs?: number;
}

/** Sends bodies to Heddle's server. Never throws, and its own requests are never traced. */
export class HeddleClient {
  readonly url: string;
  readonly #apiKey: string | undefined;
  readonly #timeoutMs: number | undefined;

  constructor(options: HeddleClientOptions) {
    this.url = options.url.replace(/\/+$/, '');
    this.#apiKey = options.apiKey;
    this.#timeoutMs = options.timeoutMs;
  }

  async send(method: 'POST' | 'PUT', path: string, contentType: string, body: Uint8Array, headers: Record<string, string> = {}): Promise<Delivery> {
    return await deliver({
      method,
      url: this.url + path,
      body,
      headers: { 'content-type': contentType, ...this.headers(), ...headers },
      timeoutMs: this.#timeoutMs,
    });
  }

  /** What authorises a request. */
  headers(): Record<string, string> {
    return this.#apiKey === undefined ? {} : { authorization: `Bearer ${this.#apiKey}` };
  }
}
