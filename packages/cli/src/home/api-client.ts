import type { ApiError, HeddleEvent, SessionEvents, SessionList, SessionView, SpanRecord, TraceView } from '@heddle/model';
import { CliError } from '../cli-error.js';

/** Reads the query API of a server. */
export class ApiClient {
  readonly url: string;
  readonly #headers: Readonly<Record<string, string>>;

  /** @param apiKey - default `HEDDLE_API_KEY` */
  constructor(url: string, apiKey = process.env['HEDDLE_API_KEY']) {
    this.url = url.replace(/\/+$/, '');
    this.#headers = apiKey ? { authorization: `Bearer ${apiKey}` } : {};
  }

  /** True when a Heddle server answers here, healthy or not. */
  async isHeddle(): Promise<boolean> {
    try {
      const response = await fetch(`${this.url}/api/health`, { headers: this.#headers, signal: AbortSignal.timeout(3_000) });
      const body: unknown = await response.json();
      return typeof body === 'object' && body !== null && 'engine' in body;
    } catch {
      return false;
    }
  }

  sessions(limit: number): Promise<SessionList> {
    return this.#get<SessionList>(`/api/sessions?limit=${limit}`);
  }

  session(id: string): Promise<SessionView> {
    return this.#get<SessionView>(`/api/sessions/${encodeURIComponent(id)}`);
  }

  /** Sequence of the last event the server has of a session; 0 when it has none. */
  async lastSequence(sessionId: string): Promise<number> {
    for (let last = 0; ;) {
      const page = await this.#get<SessionEvents>(`/api/sessions/${encodeURIComponent(sessionId)}/events?after=${last}&limit=1000`).catch(() => undefined);
      last = page?.events.at(-1)?.sequence ?? last;
      if (!page?.nextCursor) return last;
    }
  }

  /** All events the server has of a session, in order; empty when it has none. */
  async events(sessionId: string): Promise<readonly HeddleEvent[]> {
    const events: HeddleEvent[] = [];
    for (let after = 0; ;) {
      const page = await this.#get<SessionEvents>(`/api/sessions/${encodeURIComponent(sessionId)}/events?after=${after}&limit=1000`);
      events.push(...page.events);
      if (page.nextCursor === undefined) return events;
      after = events.at(-1)?.sequence ?? after;
    }
  }

  trace(traceId: string, limit = 1_000): Promise<TraceView> {
    return this.#get<TraceView>(`/api/traces/${encodeURIComponent(traceId)}?limit=${limit}`);
  }

  spans(query: Record<string, string>): Promise<{ readonly spans: readonly SpanRecord[]; readonly nextCursor?: string }> {
    return this.#get(`/api/spans?${new URLSearchParams(query).toString()}`);
  }

  /** @throws {CliError} with what the server said */
  async #get<Body>(path: string): Promise<Body> {
    let response: Response;
    try {
      response = await fetch(this.url + path, { headers: this.#headers });
    } catch (cause) {
      throw new CliError(`${this.url} does not answer. Is the server still running?`, 1, { cause });
    }
    const body = (await response.json()) as Body | ApiError;
    if (!response.ok) throw new CliError((body as ApiError).error?.message ?? `The server answered ${response.status}.`);
    return body as Body;
  }
}
