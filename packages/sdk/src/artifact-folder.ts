import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeArtifact, type ArtifactSink } from './artifact-sink.js';
import { SdkError } from './errors.js';

/** Artifacts as files under their hash: `{directory}/{first two digits}/{sha256}`. Equal bytes are kept once. */
export function createArtifactFolder(directory: string): ArtifactSink {
  const pathOf = (sha256: string) => join(directory, sha256.slice(0, 2), sha256);
  return {
    async put(artifact) {
      const described = describeArtifact(artifact);
      const path = pathOf(described.sha256);
      if (existsSync(path)) return described;
      try {
        await mkdir(join(path, '..'), { recursive: true, mode: 0o700 });
        const partial = `${path}.${process.pid}.${performance.now()}`;
        await writeFile(partial, artifact.bytes, { mode: 0o600 });
        await rename(partial, path);
      } catch (cause) {
        throw new SdkError('ARTIFACT_FAILED', `The artifact "${artifact.name}" cannot be written to ${directory}. Free some space or choose another data folder.`, { cause });
      }
      return described;
    },
    async get(sha256) {
      if (!/^[0-9a-f]{64}$/.test(sha256)) return undefined;
      return await readFile(pathOf(sha256)).catch(() => undefined);
    },
  };
}
