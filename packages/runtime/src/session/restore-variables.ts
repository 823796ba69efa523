import type { CallablePlugin, Kernel } from '@heddle/kernel';
import type { ArtifactSink, Redactor } from '@heddle/sdk';
import { rebuildVariables } from './rebuild-variables.js';
import type { SessionPast } from './rounds-of-events.js';

export interface RestoreVariablesParts {
  readonly past: SessionPast;
  readonly plugins: readonly CallablePlugin[];
  readonly artifacts: ArtifactSink;
  readonly redact: Redactor;
  readonly warn: (message: string) => void;
}

/** Brings the variables of a resumed session back. @returns what the next prompt must be told when some are gone; the user is told as well */
export async function restoreVariables(kernel: Kernel, { past, plugins, artifacts, redact, warn }: RestoreVariablesParts): Promise<string | undefined> {
  if (past.cells.length === 0) return undefined;
  const { lost, reason } = await rebuildVariables(kernel, past.cells, plugins, artifacts, redact);
  if (lost.length === 0) return undefined;
  const notice = `The session was resumed and these variables are gone: ${lost.join(', ')}. ${reason ?? ''} Make again what is needed.`;
  warn(notice);
  return notice;
}
