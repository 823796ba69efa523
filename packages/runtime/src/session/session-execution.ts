import { createKernel, openCallDesk, openShell, selectShellPlace, type CallablePlugin, type CallPolicy } from '@heddle/kernel';
import type { Observation, Observer } from '@heddle/sdk';
import type { SessionPlugins } from '../plugins/open-plugins.js';
import type { CodeRunner } from './code-runner.js';
import { createCommandRunner, type CommandRunner } from './command-runner.js';
import { createKernelCodeRunner } from './kernel-code-runner.js';
import type { KernelGround } from './kernel-supply.js';
import type { SessionWorkspace } from './open-workspace.js';
import { createPluginCalls } from './plugin-calls.js';
import type { SessionPast } from './rounds-of-events.js';
import { restoreVariables } from './restore-variables.js';
import type { RoundParts } from './run-round.js';
import type { SessionGround } from './session-ground.js';

export interface SessionExecutionParts {
  readonly ground: SessionGround;
  readonly kernelGround: KernelGround;
  readonly observer: Observer;
  readonly workspace: SessionWorkspace;
  readonly plugins: SessionPlugins;
  readonly policy: CallPolicy;
  /** Of a resumed session, whose variables are brought back. */
  readonly past: SessionPast | undefined;
}

/** Whatever a session lets models run: code in its kernel, commands in its shell, and calls of plugins. All bound by one policy. */
export interface SessionExecution extends Pick<RoundParts, 'callsFor'> {
  readonly code: CodeRunner;
  readonly shell: CommandRunner;
  close(): Promise<void>;
}

/** Nothing is started before it is needed. */
export function createSessionExecution({ ground, kernelGround, observer, workspace: { folder, warm }, plugins, policy, past }: SessionExecutionParts): SessionExecution {
  const { settings, artifacts, clock, redact, approvals, warn } = ground;
  const { place, reason, packages } = kernelGround;
  const common = { observer, artifacts, clock, redact, policy, ...(approvals && { approvals }) };
  const code = createKernelCodeRunner({
    plugins: plugins.plugins,
    language: settings.kernel.language,
    cellTimeoutMs: settings.kernel.cellTimeoutMs,
    rules: settings.policy.code ?? {},
    startKernel: (callable) => createKernel({
      ...common, place, placeReason: reason, language: settings.kernel.language, plugins: callable, workspace: folder, ...(warm && { warm }), ...(packages && { packages }),
    }),
    cells: past?.lastCellIndex ?? 0,
    ...(past && { restore: (kernel) => restoreVariables(kernel, { past, plugins: plugins.plugins, artifacts, redact, warn }) }),
  });
  const shell = createCommandRunner(async () => {
    const found = await selectShellPlace(settings.shell.allowUnsandboxed);
    return await openShell({ ...common, place: found.place, placeReason: found.reason, workspace: folder });
  }, settings.shell.commandTimeoutMs);
  const openDesk = (post: Observation) => openCallDesk({ ...common, plugins: plugins.plugins, parent: post, callTimeMs: settings.kernel.cellTimeoutMs, warn });
  return {
    code,
    shell,
    callsFor: (offered: readonly CallablePlugin[], post, signal) => createPluginCalls(offered, () => openDesk(post), signal),
    async close() {
      await code.close();
      await shell.close();
      // The session may never have come to run code.
      await warm?.connection.kill({ reason: 'closed', detail: 'It was not needed.' });
    },
  };
}
