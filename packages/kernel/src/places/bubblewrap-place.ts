import { execFile } from 'node:child_process';
import { lstat, readlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { createControlGroup } from './control-group.js';
import { findProgram } from './find-program.js';
import { findPython, pythonPrefix } from './find-python.js';
import { kernelEnvironment } from './kernel-environment.js';
import type { KernelLaunch, KernelProcess, Place } from './place.js';
import { heapLimit, resourceLimits } from './resource-limits.js';
import { PYTHON_RUNNER, TYPESCRIPT_RUNNER_FOLDER } from './runner-program.js';
import { seccompFilter } from './seccomp-filter.js';
import { shellProgram } from './shell-program.js';
import { spawnKernel } from './spawn-kernel.js';

const run = promisify(execFile);

/** Where things are inside. */
const WORKSPACE = '/workspace';
const RUNNER = '/heddle/runner';
const NODE = '/heddle/node';
const PACKAGES = '/heddle/packages';
const SECCOMP_FD = 5;
const TMP_BYTES = 256 * 1024 * 1024;
const SYSTEM_FOLDERS = ['/usr', '/bin', '/sbin', '/lib', '/lib64', '/lib32'];
const SYSTEM_FILES = ['/etc/ld.so.cache', '/etc/localtime', '/etc/alternatives', '/etc/fonts', '/etc/mime.types'];

/**
 * bubblewrap: an own view of the file system with the workspace as its only writable folder, no network, no other
 * processes, no capabilities, a seccomp filter, and limits on memory and processes.
 */
export const bubblewrapPlace: Place = {
  name: 'bubblewrap',
  sandbox: true,
  unwinding: 'engine',
  async unavailable(language) {
    if (process.platform !== 'linux') return 'bubblewrap needs Linux.';
    if (language === 'python' && !(await findPython())) return 'python3 3.9 or newer was not found. Install it.';
    return (tried ??= tryIt());
  },
  start: async (launch) => isolated(launch, await kernelFolders(launch), await program(launch)),
  startCommand: async (launch) => isolated(launch, [], await shellProgram(launch.source)),
};

/** Starts a program that sees the system, the workspace and the given folders, and nothing else. */
async function isolated({ workspace, limits }: Pick<KernelLaunch, 'workspace' | 'limits'>, folders: readonly string[], words: readonly string[]): Promise<KernelProcess> {
  const group = await createControlGroup(limits);
  const inside = [...(await resourceLimits(limits, { perUser: true })), ...words];
  const wrapped = [
    (await findProgram('bwrap')) ?? 'bwrap', ...ISOLATION, '--seccomp', String(SECCOMP_FD), ...(await fileSystem(workspace, folders)), ...environment(), '--', ...inside,
  ];
  const [command, ...args] = group ? joining(group.joins, wrapped) : wrapped;
  const started = spawnKernel({ command: command!, args, cwd: workspace, env: {}, inputs: [seccompFilter()!], ...(!group && { watch: limits }) });
  if (group) void started.exited.then(() => group.close());
  return started;
}

let tried: Promise<string | undefined> | undefined;

/** `--unshare-all` alone leaves root its capabilities inside; each of these closes one way out. */
const ISOLATION = [
  '--unshare-user', '--uid', '65534', '--gid', '65534', '--unshare-all', '--disable-userns', '--cap-drop', 'ALL', '--die-with-parent', '--new-session',
  '--hostname', 'kernel', '--clearenv',
];

async function tryIt(): Promise<string | undefined> {
  const bwrap = await findProgram('bwrap');
  if (bwrap === undefined) return 'bwrap was not found. Install the package "bubblewrap".';
  if (!seccompFilter()) return `There is no seccomp filter for ${process.arch}.`;
  const system = await systemFolders();
  return run(bwrap, [...ISOLATION, ...system, '--proc', '/proc', '--dev', '/dev', '--', '/bin/true'], { env: {} }).then(
    () => undefined,
    (error: Error & { readonly stderr?: string }) => `bwrap does not work here: ${(error.stderr || error.message).trim().slice(0, 200)}.`,
  );
}

/** What the program of a kernel needs to see. */
async function kernelFolders({ language, packages }: KernelLaunch): Promise<string[]> {
  const runner = language === 'python' ? dirname(PYTHON_RUNNER) : TYPESCRIPT_RUNNER_FOLDER;
  const prefix = language === 'python' ? await pythonPrefix() : undefined;
  return [
    // An interpreter from elsewhere, such as a version manager's, comes with its folder.
    ...(prefix !== undefined && !prefix.startsWith('/usr') ? ['--ro-bind', prefix, prefix] : []),
    ...(language === 'typescript' ? ['--ro-bind', process.execPath, NODE] : []),
    '--ro-bind', runner, RUNNER,
    ...(packages === undefined ? [] : ['--ro-bind', packages, PACKAGES]),
  ];
}

async function fileSystem(workspace: string, folders: readonly string[]): Promise<string[]> {
  return [
    ...(await systemFolders()),
    ...SYSTEM_FILES.flatMap((file) => ['--ro-bind-try', file, file]),
    ...folders,
    '--proc', '/proc', '--dev', '/dev', '--size', String(TMP_BYTES), '--tmpfs', '/tmp',
    '--bind', workspace, WORKSPACE, '--remount-ro', '/', '--chdir', WORKSPACE,
  ];
}

/** The system's programs and libraries, read-only. Where `/lib` is a link into `/usr`, so it is inside. */
async function systemFolders(): Promise<string[]> {
  const words: string[] = [];
  for (const folder of SYSTEM_FOLDERS) {
    const facts = await lstat(folder).catch(() => undefined);
    if (facts?.isSymbolicLink()) words.push('--symlink', await readlink(folder), folder);
    else if (facts?.isDirectory()) words.push('--ro-bind', folder, folder);
  }
  return words;
}

function environment(): string[] {
  return Object.entries(kernelEnvironment(WORKSPACE)).flatMap(([name, value]) => ['--setenv', name, value]);
}

async function program({ language, limits, packages }: KernelLaunch): Promise<string[]> {
  const layer = packages === undefined ? [] : [PACKAGES];
  if (language === 'python') return [(await findPython())!, '-I', '-B', join(RUNNER, 'runner.py'), ...layer];
  return [NODE, '--no-warnings', heapLimit(limits), join(RUNNER, 'main.mjs'), ...layer];
}

/** A shell joins the group before it becomes the command: there is no moment without limits. */
function joining(files: readonly string[], command: readonly string[]): string[] {
  const joins = files.map((_, index) => `echo $$ > "$${index + 1}"`).join(' && ');
  return ['/bin/sh', '-c', `${joins} && shift ${files.length} && exec "$@"`, 'sh', ...files, ...command];
}
