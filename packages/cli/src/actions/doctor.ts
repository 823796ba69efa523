import { loadProject, type Project } from '@heddle/runtime';
import { resolve } from 'node:path';
import { CliError } from '../cli-error.js';
import { failure, ok, type Check } from '../doctor/check.js';
import { checkBackends } from '../doctor/backend-checks.js';
import { checkEngine, checkNode, checkPlaces, checkPython } from '../doctor/machine-checks.js';
import { checkPort } from '../doctor/port-checks.js';
import { checkDataFolder, checkModelOnline, checkProject, checkTelemetry } from '../doctor/project-checks.js';
import { ApiClient } from '../home/api-client.js';
import { GRPC_PORT, HTTP_PORT, LOCAL_SERVER } from '../home/ports.js';
import { ink, plain } from '../terminal/ink.js';

export interface DoctorOptions {
  readonly json?: boolean;
  readonly online?: boolean;
  readonly data?: string;
}

/** What `heddle doctor --json` prints. */
export interface DoctorReport {
  /** False when a check failed. */
  readonly ok: boolean;
  readonly checks: readonly Check[];
}

/** Checks what Heddle needs here. @throws {CliError} when a check failed */
export async function doctor(options: DoctorOptions): Promise<void> {
  const checks = await allChecks(options);
  const report: DoctorReport = { ok: checks.every(({ status }) => status !== 'fail'), checks };
  if (options.json) process.stdout.write(`${JSON.stringify(report)}\n`);
  else for (const check of checks) process.stdout.write(`${checkLine(check)}\n`);
  const failed = checks.filter(({ status }) => status === 'fail').length;
  if (failed > 0) throw new CliError(`${failed} of ${checks.length} checks failed.`);
}

async function allChecks({ online, data }: DoctorOptions): Promise<readonly Check[]> {
  const machine = [checkNode(process.versions.node), checkEngine()];
  let project: Project;
  try {
    project = await loadProject('.');
  } catch (error) {
    const wish = { place: 'auto', language: 'typescript' } as const;
    return [...machine, ...(await checkPlaces(wish)), await checkPython(false), failure('project', (error as Error).message, 'Correct what is named; docs/configuration.md lists every setting.')];
  }
  if (data !== undefined) project = { ...project, config: { ...project.config, dataDir: resolve(data) } };
  const { kernel, dataDir } = project.config;
  const { checks, model } = await checkProject(project, process.env);
  return [
    ...machine,
    ...(await checkPlaces(kernel)),
    await checkPython(kernel.language === 'python'),
    ...checks,
    ...(online && model ? [await checkModelOnline(model)] : []),
    await checkDataFolder(dataDir),
    await checkTelemetry(project),
    ...(await checkBackends(project.config.telemetry.backends)),
    ...(await checkPorts()),
  ];
}

async function checkPorts(): Promise<readonly Check[]> {
  if (await new ApiClient(LOCAL_SERVER).isHeddle()) return [ok(`port ${HTTP_PORT}`, 'A Heddle server has it.')];
  return [
    await checkPort(HTTP_PORT, 'the dashboard and OTLP over HTTP', '--port NUMBER'),
    await checkPort(GRPC_PORT, 'OTLP over gRPC', '--grpc-port NUMBER, or off'),
  ];
}

/** That of the longest usual name, `place bubblewrap`. */
const NAME_WIDTH = 17;
const GLYPHS = { ok: ink('good', '✓'), warn: ink('warning', '!'), fail: ink('bad', '✗') };

function checkLine({ name, status, text, fix }: Check): string {
  return `${GLYPHS[status]} ${ink('strong', name.padEnd(NAME_WIDTH))} ${plain(text)}${fix === undefined ? '' : `\n${' '.repeat(NAME_WIDTH + 3)}${ink('quiet', plain(fix))}`}`;
}
