import {
  projectParts, unknownVariables, type ChatModel, type Project,
} from '@heddle/runtime';
import { readOwner } from '@heddle/store';
import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ApiClient } from '../home/api-client.js';
import { LOCAL_SERVER } from '../home/ports.js';
import { failure, ok, warning, type Check } from './check.js';
import { checkMcpServers } from './mcp-checks.js';
import { checkPolicy } from './policy-checks.js';

const PATIENCE_MS = 30_000;

/** Plugins of the project, its MCP servers and its models, as far as they can be told without asking a model. */
export async function checkProject(project: Project, env: NodeJS.ProcessEnv): Promise<{ readonly checks: readonly Check[]; readonly model: ChatModel | undefined }> {
  const checks: Check[] = [ok('project', project.file === undefined ? 'No heddle.config file here: environment and defaults are used.' : `${project.file} can be used.`)];
  for (const { variable, suggestion } of unknownVariables(env)) {
    checks.push(warning('environment', `${variable} is set, but nothing reads it.`, suggestion === undefined ? 'Remove it.' : `Did you mean ${suggestion}?`));
  }
  try {
    const { overrides, errors } = await projectParts(project, env);
    if (project.file !== undefined || overrides.plugins.length > 0) {
      checks.push(ok('plugins', overrides.plugins.length === 0 ? 'None.' : overrides.plugins.map(({ name }) => name).join(', ')));
    }
    for (const { message } of errors) checks.push(failure('plugins', message, 'Mend the file, or move it away.'));
    const servers = await checkMcpServers(project.mcpServers);
    checks.push(...servers.checks);
    // A rule may be for a tool of a server that does not answer now.
    if (servers.plugins) checks.push(...checkPolicy(project.config.policy, [...overrides.plugins.map(({ name }) => name), ...servers.plugins]));
    checks.push(describeModel(overrides.model));
    for (const [role, model] of Object.entries(overrides.models ?? {})) checks.push(ok(`model of ${role}`, `${model.provider}/${model.model}.`));
    return { checks, model: overrides.model };
  } catch (error) {
    return { checks: [...checks, failure('model', (error as Error).message, 'See docs/models.md.')], model: undefined };
  }
}

function describeModel(model: ChatModel | undefined): Check {
  if (model) return ok('model', `${model.provider}/${model.model}; "heddle doctor --online" asks it.`);
  return warning('model', 'No model is configured: "heddle demo" uses a script, "heddle run" and "heddle chat" do not start.', 'Set OPENAI_API_KEY, ANTHROPIC_API_KEY or HEDDLE_MODEL.');
}

/** Asks the model for a word: the only way to know that key, name and address are right. */
export async function checkModelOnline(model: ChatModel): Promise<Check> {
  const name = 'model online';
  const startMs = performance.now();
  try {
    const request = { messages: [{ role: 'user' as const, parts: [{ type: 'text' as const, content: 'Reply with the word ready.' }] }], maxOutputTokens: 256 };
    for await (const part of model.stream(request, { signal: AbortSignal.timeout(PATIENCE_MS) })) {
      if (part.type === 'finish') return ok(name, `${part.responseModel} answered in ${Math.round(performance.now() - startMs)} ms.`);
    }
    return failure(name, 'It ended its reply without finishing it.', 'Try again.');
  } catch (error) {
    return failure(name, (error as Error).message, 'See docs/models.md.');
  }
}

/** Whether journals and the database can be written, and who has them open. */
export async function checkDataFolder(dataDir: string): Promise<Check> {
  const name = 'data folder';
  const existing = await nearestExisting(dataDir);
  try {
    await access(existing, constants.W_OK);
  } catch {
    return failure(name, `${dataDir} cannot be written.`, 'Change its permissions, or choose another with --data.');
  }
  const owner = await readOwner(dataDir);
  if (owner) return ok(name, `${dataDir}, open in process ${owner.pid}${owner.url === undefined ? '' : ` at ${owner.url}`}.`);
  return ok(name, existing === dataDir ? `${dataDir}, not in use.` : `${dataDir} will be made.`);
}

async function nearestExisting(path: string): Promise<string> {
  if (await stat(path).then((found) => found.isDirectory(), () => false)) return path;
  const parent = dirname(path);
  return parent === path ? path : await nearestExisting(parent);
}

/** Where spans and events go. */
export async function checkTelemetry({ config }: Project): Promise<Check> {
  const name = 'telemetry';
  const { heddle, apiKey } = config.telemetry;
  if (heddle === false) return ok(name, 'Nothing is sent to a Heddle server; journals are kept.');
  const owner = heddle === undefined ? await readOwner(config.dataDir) : undefined;
  const url = heddle ?? owner?.url ?? LOCAL_SERVER;
  if (await new ApiClient(url, owner?.token ?? apiKey).isHeddle()) return ok(name, `A Heddle server answers at ${url}.`);
  if (heddle !== undefined) return failure(name, `No Heddle server answers at ${url}.`, 'Start it, or correct HEDDLE_URL or telemetry.heddle.');
  return warning(name, `No Heddle server runs at ${url}: commands start one of their own, libraries keep their journals.`, 'Start one with "heddle up".');
}
