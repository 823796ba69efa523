import type { ApiError, HeddleEvent, SessionEvents, SessionList, SessionView, SpanRecord, TraceView } from '@heddle/model';
import type { NormaliseProgress, NormaliseResult } from '@heddle/store';
import { CliError } from '../cli-error.js';
import { readEventStream } from './read-event-stream.js';

interface NormaliseRequest {
  /** Default: all that the key may. */
  readonly project?: string;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: NormaliseProgress) => void;
}

/** Asks the API of a server. */
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

  /** A session with all its traces. */
  async session(id: string): Promise<SessionView> {
    const page = (cursor?: string) => this.#get<SessionView>(`/api/sessions/${encodeURIComponent(id)}${cursor === undefined ? '' : `?cursor=${encodeURIComponent(cursor)}`}`);
    let { nextCursor, ...view } = await page();
    while (nextCursor !== undefined) {
      const next = await page(nextCursor);
      view = { ...view, traces: [...view.traces, ...next.traces] };
      ({ nextCursor } = next);
    }
    return view;
  }

  /** Sequence of the last event the server has of a session; 0 when it has none. */
  async lastSequence(sessionId: string): Promise<number> {
    for (let last = 0; ;) {
      const page = await this.#get<SessionEvents>(`/api/sessions/${encodeURIComponent(sessionId)}/events?after=${last}&limit=1000&content=short`).catch(() => undefined);
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

  /** The first spans of a trace, up to 1,000, without what is long of each. */
  trace(traceId: string): Promise<TraceView> {
    return this.#window(traceId, { content: 'short' });
  }

  /** A trace with all that is in it, window by window. */
  async *windows(traceId: string): AsyncGenerator<TraceView, void, void> {
    for (let cursor: string | undefined; ;) {
      const view = await this.#window(traceId, { content: 'whole', ...(cursor !== undefined && { cursor }) });
      yield view;
      cursor = view.nextCursor;
      if (cursor === undefined) return;
    }
  }

  #window(traceId: string, query: Record<string, string>): Promise<TraceView> {
    return this.#get<TraceView>(`/api/traces/${encodeURIComponent(traceId)}?${new URLSearchParams({ limit: '1000', ...query }).toString()}`);
  }

  spans(query: Record<string, string>): Promise<{ readonly spans: readonly SpanRecord[]; readonly nextCursor?: string }> {
    return this.#get(`/api/spans?${new URLSearchParams(query).toString()}`);
  }

  /**
   * Has stored spans read again. When it is stopped, the result is what was heard of it until then.
   *
   * @throws {CliError} with what the server said
   */
  async normaliseAgain({ project, signal, onProgress }: NormaliseRequest): Promise<NormaliseResult> {
    let progress: NormaliseProgress = { spans: 0, changed: 0, traces: 0, failed: 0 };
    try {
      const response = await this.#fetch('/api/normalise', {
        method: 'POST', body: JSON.stringify({ project }), headers: { ...this.#headers, 'content-type': 'application/json' }, signal,
      });
      for await (const { event, data } of readEventStream(response.body!)) {
        const message = JSON.parse(data) as NormaliseProgress & NormaliseResult & ApiError['error'];
        if (event === 'end') return message;
        if (event === 'error') throw new CliError(message.message);
        progress = message;
        onProgress(progress);
      }
    } catch (error) {
      if (signal.aborted) return { ...progress, failures: [], stopped: true };
      if (error instanceof CliError) throw error;
      throw new CliError(`${this.url} broke off. What is done stays; run it again for the rest.`, 1, { cause: error });
    }
    throw new CliError(`${this.url} broke off. What is done stays; run it again for the rest.`);
  }

  async #get<Body>(path: string): Promise<Body> {
    return (await (await this.#fetch(path, { headers: this.#headers })).json()) as Body;
  }

  /** @throws {CliError} with what the server said, when it is a refusal */
  async #fetch(path: string, request: RequestInit): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(this.url + path, request);
    } catch (cause) {
      throw new CliError(`${this.url} does not answer. Is the server still running?`, 1, { cause });
    }
    if (response.ok) return response;
    const body = (await response.json().catch(() => undefined)) as ApiError | undefined;
    throw new CliError(body?.error?.message ?? `The server answered ${response.status}.`);
  }
}
