import type { Artifact, Sha256 } from '@heddle/model';
import { createHash } from 'node:crypto';
import { textPreview } from './text-preview.js';

/** Bytes that somebody made, with what is known of them. */
export interface NewArtifact extends Omit<Artifact, 'sha256' | 'sizeBytes' | 'preview'> {
  readonly bytes: Uint8Array;
}

/** Keeps artifacts under their hash. */
export interface ArtifactSink {
  /** @throws {SdkError} `ARTIFACT_FAILED` when the bytes cannot be kept */
  put(artifact: NewArtifact): Promise<Artifact>;
  /** The bytes, or `undefined` when they are not here. */
  get(sha256: Sha256): Promise<Uint8Array | undefined>;
}

/** The record of an artifact: its bytes replaced by hash, size and, where they are text, their beginning. */
export function describeArtifact({ bytes, ...facts }: NewArtifact): Artifact {
  const preview = textPreview(bytes, facts.mimeType);
  return {
    ...facts,
    sha256: createHash('sha256').update(bytes).digest('hex') as Sha256,
    sizeBytes: bytes.length,
    ...(preview !== undefined && { preview }),
  };
}

/** Artifacts that live as long as the process. */
export function createMemoryArtifacts(): ArtifactSink {
  const kept = new Map<string, Uint8Array>();
  return {
    async put(artifact) {
      const described = describeArtifact(artifact);
      kept.set(described.sha256, artifact.bytes);
      return described;
    },
    get: async (sha256) => kept.get(sha256),
  };
}
