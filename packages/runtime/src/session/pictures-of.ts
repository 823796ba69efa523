import type { Artifact } from '@heddle/model';
import type { ArtifactSink } from '@heddle/sdk';

/** A picture that models are shown. */
export interface Picture {
  readonly name: string;
  readonly mimeType: string;
  /** Base64. */
  readonly content: string;
}

/** What the providers take, as far as they agree. */
const KINDS: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);
const MOST_PICTURES = 8;
const MOST_BYTES = 5_000_000;

/** The pictures among a round's files, in their order; those too large or of another kind are left out. */
export async function picturesOf(files: readonly Artifact[], artifacts: ArtifactSink): Promise<readonly Picture[]> {
  const fitting = files.filter(({ mimeType, sizeBytes }) => KINDS.has(mimeType) && sizeBytes <= MOST_BYTES).slice(0, MOST_PICTURES);
  const pictures: Picture[] = [];
  for (const { name, mimeType, sha256 } of fitting) {
    const bytes = await artifacts.get(sha256);
    if (bytes) pictures.push({ name, mimeType, content: Buffer.from(bytes).toString('base64') });
  }
  return pictures;
}
