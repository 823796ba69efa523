import type { Artifact } from '@heddle/model';
import type { ArtifactSink } from '@heddle/sdk';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { UserFile } from './session.js';

/** Puts a user's file into the session's folder, whatever path its name claims, and keeps it as an artifact. */
export async function keepUserFile(file: UserFile, workspace: string, artifacts: ArtifactSink): Promise<Artifact> {
  const name = basename(file.name.replaceAll('\\', '/')) || 'file';
  await writeFile(join(workspace, name), file.bytes);
  return await artifacts.put({ ...file, name });
}
