import { createHash } from 'node:crypto';
import type { Artifact, Sha256 } from '@heddle/model';
import type { Store } from '@heddle/store';
import type { UploadedObject } from './uploaded-object.js';

/** Stores an uploaded object as an artifact, under the hash of its bytes. */
export async function storeObject(store: Store, project: string, { bytes, mimeType, name }: UploadedObject): Promise<Artifact> {
  const sha256 = createHash('sha256').update(bytes).digest('hex') as Sha256;
  await store.putArtifact(project, { sha256, mimeType, name }, bytes);
  return { sha256, name, mimeType, sizeBytes: bytes.length };
}
