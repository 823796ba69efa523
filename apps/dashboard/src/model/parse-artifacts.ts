import { parseSha256 } from '@heddle/model';
import type { Artifact, JsonValue } from '@heddle/model';

/** Reads the artifacts a span names: JSON or JSON text of a list. What is not an artifact is passed over. */
export function parseArtifacts(value: JsonValue | undefined): readonly Artifact[] {
  let list: unknown = value;
  if (typeof value === 'string') {
    try {
      list = JSON.parse(value);
    } catch {
      return [];
    }
  }
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown): Artifact[] => {
    if (typeof item === 'string') item = { sha256: item };
    if (typeof item !== 'object' || item === null) return [];
    const { sha256, name, mimeType, sizeBytes, preview } = item as Record<string, unknown>;
    const hash = typeof sha256 === 'string' ? parseSha256(sha256) : undefined;
    if (hash === undefined) return [];
    return [{
      sha256: hash,
      name: typeof name === 'string' ? name : hash.slice(0, 12),
      mimeType: typeof mimeType === 'string' ? mimeType : 'application/octet-stream',
      sizeBytes: typeof sizeBytes === 'number' ? sizeBytes : 0,
      ...(typeof preview === 'string' && { preview }),
    }];
  });
}
