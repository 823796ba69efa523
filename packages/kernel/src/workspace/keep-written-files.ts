import type { Artifact } from '@heddle/model';
import type { ArtifactSink } from '@heddle/sdk';
import type { KernelLimits } from '../kernel-limits.js';
import { mimeTypeOf } from './mime-type-of.js';
import type { WorkspaceFiles } from './workspace-files.js';

/** What a cell wrote to the workspace, kept as artifacts; what is not kept is said. */
export async function keepWrittenFiles(
  files: WorkspaceFiles,
  cellId: string,
  artifacts: ArtifactSink,
  limits: KernelLimits,
  warn: (message: string) => void,
): Promise<readonly Artifact[]> {
  const kept: Artifact[] = [];
  const changes = await files.changes();
  for (const { path } of changes.slice(0, limits.filesPerCell)) {
    const bytes = await files.read(path, limits.fileBytes);
    if ('refused' in bytes) warn(`The file ${path} is not kept: ${bytes.refused}.`);
    else kept.push(await artifacts.put({ name: path, mimeType: mimeTypeOf(path), bytes, cellId }));
  }
  const left = changes.length - limits.filesPerCell;
  if (left > 0) warn(`${left} more files were written and are not kept; at most ${limits.filesPerCell} of a cell are.`);
  return kept;
}
