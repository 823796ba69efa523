import { readFileSync } from 'node:fs';

/** Requests that an SDK sent, recorded between it and a server. */
interface Recording {
  readonly exchanges: readonly {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly json?: unknown;
    readonly base64?: string;
  }[];
}

/**
 * Sends the requests of a recording again, in order, with the tokens that this server gives out.
 *
 * @returns the answers: status, and the body where it is JSON
 */
export async function replay(url: string, name: string): Promise<{ readonly path: string; readonly status: number; readonly body: unknown }[]> {
  const { exchanges } = JSON.parse(readFileSync(new URL(`../../fixtures/${name}.json`, import.meta.url), 'utf8')) as Recording;
  const answers = [];
  let token = '';
  for (const { method, path, headers, json, base64 } of exchanges) {
    const { authorization, ...others } = headers;
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { ...others, ...(authorization !== undefined && { authorization: authorization.replace('{token}', token) }) },
      body: base64 === undefined ? JSON.stringify(json) : new Uint8Array(Buffer.from(base64, 'base64')),
    });
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    const body = isJson ? ((await response.json()) as { token?: string; jwt?: string }) : undefined;
    token = body?.token ?? body?.jwt ?? token;
    answers.push({ path, status: response.status, body });
  }
  return answers;
}
