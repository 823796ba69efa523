import * as z from 'zod';
import type { AskedModel } from './to-model-error.js';

const modelList = z.object({ data: z.array(z.object({ id: z.string().min(1).max(500) })).max(10_000).nullable() });
const PATIENCE_MS = 5_000;

/**
 * The models a server with OpenAI's protocol has, or `undefined` when it does not say. Never throws: asking for the
 * reply itself tells better what is wrong.
 *
 * @see OpenAI API reference, `GET /models`
 */
export async function listModels({ baseUrl, apiKey }: Omit<AskedModel, 'model'>): Promise<readonly string[] | undefined> {
  try {
    const response = await fetch(`${baseUrl}/models`, {
      headers: apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` },
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (!response.ok) return undefined;
    const parsed = modelList.safeParse(await response.json());
    return parsed.success ? (parsed.data.data ?? []).map(({ id }) => id) : undefined;
  } catch {
    return undefined;
  }
}
