import { createRuntime, loadProject, projectParts, unknownVariables, type ChatModel, type Project, type Runtime, type RuntimeOverrides } from '@heddle/runtime';
import type { ApprovalPort } from '@heddle/kernel';
import { CliError } from '../cli-error.js';
import type { HomeOptions } from './home-options.js';
import { openHome, type Home } from './open-home.js';

export interface OpenAgentOptions extends HomeOptions {
  /** Instead of the project's; for scripts. */
  readonly model?: ChatModel;
  readonly approvals?: ApprovalPort;
  /** Told, in one sentence each, what a user should know. */
  readonly warn: (message: string) => void;
}

/** This folder's project, ready to run, and the server it is watched on. */
export interface Agent {
  readonly project: Project;
  readonly home: Home;
  readonly runtime: Runtime;
  readonly model: ChatModel;
  /** Closes the sessions, sends what is recorded, gives the server up. */
  close(): Promise<void>;
}

/**
 * Makes a runtime of this folder's project. Code works in this folder, unless the project names another.
 *
 * @throws {CliError} when no model is configured; what is wrong with the project is thrown before anything is started
 */
export async function openAgent(options: OpenAgentOptions): Promise<Agent> {
  const project = await loadProject('.');
  const { overrides, errors } = await projectParts(options.model ? { ...project, model: options.model } : project);
  for (const { variable, suggestion } of unknownVariables(process.env)) {
    options.warn(`${variable} is set, but nothing reads it.${suggestion === undefined ? '' : ` Did you mean ${suggestion}?`}`);
  }
  for (const { message } of errors) options.warn(message);
  const { model } = overrides;
  if (!model) {
    throw new CliError('No model is configured. Set OPENAI_API_KEY, ANTHROPIC_API_KEY or HEDDLE_MODEL, or "model" in heddle.config.ts (see docs/models.md).');
  }
  const home = await openHome(options, project);
  try {
    const runtime = await createRuntime(settingsFor(project, home), partsFor(overrides, options));
    return { project, home, runtime, model, close: async () => await runtime.close().finally(() => home.close()) };
  } catch (error) {
    await home.close();
    throw error;
  }
}

/** The folder the data is in and the server are the command's to say; a project that sends nothing is left alone. */
function settingsFor({ config }: Project, home: Home): Project['config'] {
  const { telemetry } = config;
  return {
    ...config,
    dataDir: home.dataDir,
    workspace: config.workspace ?? process.cwd(),
    telemetry: { ...telemetry, heddle: telemetry.heddle === false ? false : home.url, ...(home.apiKey !== undefined && { apiKey: home.apiKey }) },
  };
}

function partsFor(overrides: RuntimeOverrides, { approvals, warn }: OpenAgentOptions): RuntimeOverrides {
  return { ...overrides, warn, ...(approvals && { approvals }) };
}
