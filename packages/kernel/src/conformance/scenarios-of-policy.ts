import { deepStrictEqual as same, equal, match } from 'node:assert/strict';
import { ApprovalQueue } from '../policy/approval-queue.js';
import { samplePlugins } from './sample-plugins.js';
import { both, type ScenarioGroup } from './scenario.js';
import { plugin } from './test-bed.js';

const sending = { value: 0 };
const send = plugin('mail.send', () => ++sending.value);

/** Answers every question at once, in turn. */
function answering(...decisions: ('approved' | 'denied')[]): ApprovalQueue {
  const queue = new ApprovalQueue();
  queue.onQuestion(({ callId }) => setImmediate(() => queue.answer(callId, { decision: decisions.shift() ?? 'denied', by: 'ada' })));
  return queue;
}

export const POLICY: ScenarioGroup = {
  title: 'Policy',
  scenarios: [
    {
      name: 'arguments that do not fit the schema are refused before the plugin runs',
      kernel: () => ({ plugins: [plugin('strict', () => 'ran', { parseInput: () => ({ ok: false, message: 'city: expected text' }), inputSchema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } })] }),
      ...both({ typescript: 'await strict({ city: 7 })', python: 'strict(7)' }, async (bed, source) => {
        const { error } = await bed.run(source);
        same([error?.type, error?.message], ['InvalidArguments', 'strict: city: expected text']);
        equal(bed.events('call-end')[0]?.status, 'refused');
      }),
    },
    {
      name: 'denied plugins are refused, for plugins that call them too',
      kernel: () => ({ plugins: samplePlugins(), policy: { deny: ['weather.*'] } }),
      ...both({ typescript: "await chain({ city: 'Rome' })", python: "chain('Rome')" }, async (bed, source) => {
        match((await bed.run(source)).error?.message ?? '', /The policy denies calls of weather\.load/);
        same(bed.events('call-end').map(({ status }) => status), ['refused', 'error']);
      }),
    },
    {
      name: 'only allowed plugins can be called',
      kernel: () => ({ plugins: samplePlugins(), policy: { allow: ['weather.*'] } }),
      ...both({ typescript: 'await add({ a: 1, b: 1 })', python: 'add(1, 1)' }, async (bed, source) => {
        match((await bed.run(source)).error?.message ?? '', /does not allow calls of add/);
      }),
    },
    {
      name: 'limits on calls stop a loop, for the plugin and for the cell',
      kernel: () => ({ plugins: samplePlugins(), policy: { perPlugin: { add: { calls: 3 } }, perCell: { calls: 5 } } }),
      ...both(
        { typescript: 'let n = 0;\nfor (let i = 0; i < 10; i++) await add({ a: 1, b: 1 }).then(() => n++, () => {});\nfor (let i = 0; i < 10; i++) await give({ value: 1 }).then(() => n++, () => {});\nn', python: 'n = 0\nfor f in (lambda: add(1, 1), lambda: give(1)):\n  for i in range(10):\n    try:\n      f(); n += 1\n    except PluginError: pass\nn' },
        async (bed, source) => {
          const end = await bed.run(source);
          same([end.value?.['text/plain'], end.calls.host, end.calls.failed], ['5', 20, 15]);
          same(bed.events('budget-exceeded').map(({ limit }) => limit), ['calls of add', 'calls of the cell']);
        },
      ),
    },
    {
      name: 'limits on time end the call that passes them',
      kernel: () => ({ plugins: samplePlugins(), policy: { perPlugin: { wait: { timeMs: 80 } } } }),
      ...both({ typescript: 'await wait({ ms: 100000 })', python: 'wait(100000)' }, async (bed, source) => {
        equal((await bed.run(source)).error?.type, 'timeout');
        equal(bed.events('call-end')[0]?.status, 'timeout');
      }),
    },
    {
      name: 'limits on cost stop the calls after the one that passes them',
      kernel: () => ({ plugins: [plugin('pay', (_, { spend }) => spend(0.4))], policy: { perCell: { costUsd: 0.5 } } }),
      ...both({ typescript: 'await pay(); await pay(); await pay()', python: 'pay(); pay(); pay()' }, async (bed, source) => {
        const end = await bed.run(source);
        same([end.error?.type, end.calls.host, end.calls.failed], ['LimitReached', 3, 1]);
      }),
    },
    {
      name: 'a call waits until it is approved or denied; the answer is on its span',
      kernel: () => ({ plugins: [send], policy: { approve: { 'mail.*': 'It sends mail.' } }, approvals: answering('denied', 'approved') }),
      ...both({ typescript: 'try { await mail.send() } catch (error) { console.log(error.name) }\nawait mail.send();', python: 'try: mail.send()\nexcept PluginError as error: print(error.name)\nmail.send()\nNone' }, async (bed, source) => {
        const before = sending.value;
        const end = await bed.run(source);
        same([end.status, end.stdout, sending.value - before], ['ok', 'Denied\n', 1]);
        const spans = bed.spans().filter(({ name }) => name === 'execute_tool mail.send');
        same(spans.map(({ attributes }) => [attributes['heddle.approval.decision'], attributes['heddle.approval.by']]), [['denied', 'ada'], ['approved', 'ada']]);
        same(bed.events('approval-request').map(({ reason }) => reason), ['It sends mail.', 'It sends mail.']);
      }),
    },
    {
      name: 'waiting for an approval does not use up the time limit',
      kernel: () => {
        const queue = new ApprovalQueue();
        queue.onQuestion(({ callId }) => setTimeout(() => queue.answer(callId, { decision: 'approved', by: 'ada' }), 2_500));
        return { plugins: [send], policy: { approve: { 'mail.send': 'It sends mail.' } }, approvals: queue };
      },
      ...both({ typescript: 'await mail.send()', python: 'mail.send()' }, async (bed, source) => equal((await bed.run(source, { timeoutMs: 2_000 })).status, 'ok')),
    },
    {
      name: 'an interrupt while an approval is awaited ends the call and withdraws the question',
      kernel: () => ({ plugins: [send], policy: { approve: { 'mail.send': 'It sends mail.' } }, approvals: new ApprovalQueue() }),
      ...both({ typescript: 'await mail.send()', python: 'mail.send()' }, async (bed, source) => {
        const cell = bed.run(source);
        while (bed.events('approval-request').length === 0) await new Promise(setImmediate);
        await bed.kernel.interrupt();
        equal((await cell).status, 'interrupted');
        equal(bed.events('call-end')[0]?.status, 'interrupted');
      }),
    },
    {
      name: 'without anybody to ask, a call that needs an approval is refused',
      kernel: () => ({ plugins: [send], policy: { approve: { '*': 'Everything is asked for.' } } }),
      ...both({ typescript: 'await mail.send()', python: 'mail.send()' }, async (bed, source) => {
        match((await bed.run(source)).error?.message ?? '', /nobody to ask/);
      }),
    },
  ],
};
