import { deepStrictEqual as same, equal, match, ok } from 'node:assert/strict';
import { killHost } from './kill-host.js';
import { samplePlugins } from './sample-plugins.js';
import { both, type ScenarioGroup } from './scenario.js';
import { plugin, type TestBed } from './test-bed.js';

const kernel = () => ({ plugins: samplePlugins() });
const KEPT = { typescript: 'const kept = 7;', python: 'kept = 7' };

/** Every span that was opened has ended. */
function allEnded(bed: TestBed): void {
  const open = new Set(bed.events().filter(({ type }) => type === 'cell-start' || type === 'call-start').map(({ spanId }) => spanId));
  for (const span of bed.spans()) open.delete(span.spanContext().spanId as never);
  same([...open], [], 'every span ends');
}

function stops(name: string, cells: { readonly typescript: string; readonly python: string }, how: 'interrupt' | 'timeout') {
  return {
    name,
    kernel: () => ({ plugins: [...samplePlugins(), started()] }),
    ...both(cells, async (bed: TestBed, source: string) => {
      await bed.run(bed.kernel.language === 'typescript' ? KEPT.typescript : KEPT.python);
      if (how === 'timeout') {
        equal((await bed.run(source, { timeoutMs: 250 })).status, 'timeout');
      } else {
        const cell = bed.run(source);
        await running(bed);
        await bed.kernel.interrupt();
        equal((await cell).status, 'interrupted');
      }
      const id = bed.kernel.id;
      equal((await bed.run('kept')).value?.['text/plain'], '7', 'the variable is kept');
      equal(bed.kernel.id, id);
      allEnded(bed);
    }),
  };
}

/** A plugin whose call says that the cell is under way. */
function started() {
  return plugin('started', () => true);
}

async function running(bed: TestBed): Promise<void> {
  const hasStarted = () => {
    const call = bed.events('call-start').find(({ plugin: name }) => name === 'started');
    return bed.events('call-end').some(({ callId }) => callId === call?.callId);
  };
  while (!hasStarted()) await new Promise((resolve) => setTimeout(resolve, 1));
}

export const ENDINGS: ScenarioGroup = {
  title: 'Endings',
  scenarios: [
    stops('an interrupt stops a loop that never awaits, and keeps the variables', { typescript: 'await started();\nfor (;;) {}', python: 'started()\nwhile True: pass' }, 'interrupt'),
    stops('an interrupt stops a loop that catches everything', { typescript: 'await started();\nfor (;;) { try { for (;;) {} } catch {} }', python: 'started()\nwhile True:\n  try:\n    while True: pass\n  except BaseException: pass' }, 'interrupt'),
    stops('an interrupt stops code that waits', { typescript: 'await started();\nawait new Promise(() => {});', python: 'started()\nimport time\ntime.sleep(1000)' }, 'interrupt'),
    stops('an interrupt stops code that awaits forever', { typescript: 'await started();\nfor (;;) await null;', python: 'started()\nimport asyncio\nwhile True: await asyncio.sleep(0)' }, 'interrupt'),
    stops('an interrupt stops code that waits for a call', { typescript: 'await started();\nawait wait({ ms: 100000 });', python: 'started()\nwait(100000)' }, 'interrupt'),
    stops('an interrupt stops endless recursion that catches its overflow', { typescript: 'await started();\nfunction f() { try { f() } catch {} f() }\nf();', python: 'started()\ndef f():\n  while True:\n    try: f()\n    except RecursionError: pass\nf()' }, 'interrupt'),
    stops('a time limit stops a loop, and keeps the variables', { typescript: 'for (;;) {}', python: 'while True: pass' }, 'timeout'),
    stops('a time limit stops a loop in a timer or a finally', { typescript: 'setTimeout(() => { for (;;) {} }, 1);\nawait new Promise(() => {});', python: 'try:\n  1 / 0\nfinally:\n  while True: pass' }, 'timeout'),
    {
      name: 'calls that are stopped end with the reason of the stop',
      kernel,
      ...both({ typescript: 'await wait({ ms: 100000 })', python: 'wait(100000)' }, async (bed, source) => {
        const cell = bed.run(source);
        while (bed.events('call-start').length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
        await bed.kernel.interrupt();
        await cell;
        same(bed.events('call-end').map(({ status }) => status), ['interrupted']);
        equal(bed.spans().find(({ name }) => name === 'execute_tool wait')?.attributes['heddle.span.end_reason'], 'interrupted');
        allEnded(bed);
      }),
    },
    {
      name: 'a cancelled round cancels its cell',
      kernel: () => ({ plugins: [...samplePlugins(), started()] }),
      ...both({ typescript: 'await started();\nawait new Promise(() => {})', python: 'started()\nwait(100000)' }, async (bed, source) => {
        const controller = new AbortController();
        const cell = bed.run(source, { signal: controller.signal });
        await running(bed);
        controller.abort();
        equal((await cell).status, 'cancelled');
        equal((await bed.run('1', { signal: controller.signal })).status, 'cancelled');
        allEnded(bed);
      }),
    },
    {
      name: 'code that does not stop is killed after the grace time; the host is told what is gone',
      kernel: () => ({ limits: { graceMs: 300 } }),
      typescript: async (bed) => {
        await bed.run(KEPT.typescript);
        // One library call that no check and no engine interrupts.
        const end = await bed.run("const big = 'x'.repeat(2 ** 28); for (;;) { JSON.stringify(big); try { big.replaceAll('x', 'yy') } catch {} }", { timeoutMs: 100 });
        equal(end.status, 'timeout');
        // An engine that interrupts it after all has kept the variable; one that was killed has not.
        const isKept = (await bed.run('kept')).value?.['text/plain'] === '7';
        same(bed.kernel.lostVariables().includes('kept'), !isKept);
        allEnded(bed);
      },
      python: async (bed) => {
        await bed.run(KEPT.python);
        const end = await bed.run('import signal\nfor each in (signal.SIGINT, signal.SIGIO): signal.signal(each, signal.SIG_IGN)\nwhile True: pass', { timeoutMs: 100 });
        equal(end.status, 'timeout');
        match(end.error?.message ?? '', /did not stop within 300 ms/);
        ok(bed.kernel.lostVariables().includes('kept'));
        allEnded(bed);
      },
    },
    {
      name: 'a kernel that dies ends its cell and its calls, and a new one says which variables are gone',
      kernel,
      ...both({ typescript: 'const p = wait({ ms: 100000 }); await add({ a: 1, b: 1 }); process.exit(3)', python: 'import os, threading\nthreading.Thread(target=lambda: wait(100000), daemon=True).start()\nadd(1, 1)\nos._exit(3)' }, async (bed, source) => {
        await bed.run(bed.kernel.language === 'typescript' ? KEPT.typescript : KEPT.python);
        const before = bed.kernel.id;
        equal((await bed.run(source)).status, 'kernel-exit');
        same(bed.events('call-end').map(({ status }) => status).toSorted().at(-1), 'ok');
        ok(bed.events('call-end').every(({ status }) => status === 'ok' || status === 'kernel-exit'));
        ok(bed.events('kernel-end')[0]?.lostVariables.includes('kept'));
        ok(bed.kernel.lostVariables().includes('kept'));
        match((await bed.run('kept')).error?.message ?? '', /not defined/);
        ok(bed.kernel.id !== before);
        await bed.run(bed.kernel.language === 'typescript' ? KEPT.typescript : KEPT.python);
        ok(!bed.kernel.lostVariables().includes('kept'));
        allEnded(bed);
      }),
    },
    {
      name: 'a restart drops the variables and names them',
      kernel,
      ...both(KEPT, async (bed, source) => {
        await bed.run(source);
        await bed.kernel.restart();
        same(bed.kernel.lostVariables(), ['kept']);
        equal(bed.events('kernel-end')[0]?.reason, 'closed');
      }),
    },
    {
      name: 'when the host is killed, no kernel stays behind, and at the next start every span ends with the reason',
      typescript: killHost,
      python: killHost,
    },
    {
      name: 'a kernel that is closed while a cell runs ends the cell',
      kernel: () => ({ plugins: [...samplePlugins(), started()] }),
      ...both({ typescript: 'await started();\nfor (;;) {}', python: 'started()\nwhile True: pass' }, async (bed, source) => {
        const cell = bed.run(source);
        await running(bed);
        await bed.kernel.close();
        equal((await cell).status, 'cancelled');
        allEnded(bed);
      }),
    },
  ],
};
