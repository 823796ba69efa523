import { deepStrictEqual as same, ok } from 'node:assert/strict';
import { closeOrphans } from '@heddle/sdk';
import { createFileJournals } from '@heddle/sdk/files';
import { defaultResource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestBed } from './test-bed.js';

/**
 * Kills a host with SIGKILL while its kernel spins with a call in flight: no process stays behind, and at the next start
 * every span that was open ends with the reason.
 */
export async function killHost(bed: TestBed): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'heddle-doomed-'));
  const workspace = join(folder, 'workspace');
  await mkdir(workspace);
  const program = fileURLToPath(new URL('./doomed-host.js', import.meta.url));
  const host = spawn(process.execPath, [program, bed.kernel.place, bed.kernel.language, folder, workspace], { stdio: 'ignore' });
  try {
    await until(() => access(join(workspace, 'spinning')).then(() => true, () => false));
    ok((await processesIn(workspace)).length > 0, 'the kernel runs');
    host.kill('SIGKILL');
    await once(host, 'exit');
    await until(async () => (await processesIn(workspace)).length === 0);
    const spans: ReadableSpan[] = [];
    const journal = createFileJournals(folder).open('ses_doomed');
    await closeOrphans(journal, { recorded: { resource: defaultResource(), exportSpan: (span) => void spans.push(span) } });
    await journal.close();
    same(spans.map(({ name, ended, attributes }) => [name.replace(/_(?:typescript|python)$/, ''), ended, attributes['heddle.span.end_reason']]), [
      ['execute_tool wait', true, 'host-crash'],
      ['execute_tool execute', true, 'host-crash'],
      ['invoke_workflow heddle', true, 'host-crash'],
    ]);
  } finally {
    host.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  }
}

/** Ids of the processes that work in a folder, seen from the host. */
async function processesIn(folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => '');
    const state = await readFile(`/proc/${pid}/stat`, 'utf8').then((stat) => stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3), () => 'X');
    // Inside bubblewrap the folder has another name; its own process outside keeps this one.
    if (cwd === folder && state !== 'Z' && state !== 'X') found.push(pid);
  }
  return found;
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10));
}
