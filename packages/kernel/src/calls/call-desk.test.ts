import { afterEach, expect, test } from 'vitest';
import { openTestBed, plugin, type TestBed, type TestBedOptions } from '../conformance/test-bed.js';
import { ApprovalQueue } from '../policy/approval-queue.js';

let bed: TestBed;

async function open(options: TestBedOptions): Promise<void> {
  bed = await openTestBed(options);
}

afterEach(() => bed.close());

const tick = plugin('tick', ({ i }) => {
  if (i === 1_500) throw new Error('no 1,500');
  return i;
});

test('a loop of calls beyond the limit exports the first, the last, the slowest and the failed, and one aggregate', async () => {
  await open({ plugins: [tick] });
  const end = await bed.run('for (let i = 0; i < 2000; i++) await tick({ i }).catch(() => {});');
  expect(end.calls).toEqual({ host: 2_000, failed: 1, kernel: 2_000 });
  expect(bed.events('call-end')).toHaveLength(2_000);
  const exported = bed.spans().filter((span) => span.name === 'execute_tool tick');
  const aggregate = bed.spans().find((span) => span.name === 'execute_tool tick ×2000');
  const counts = bed.events('call-aggregate')[0];
  expect(counts).toMatchObject({ calls: 2_000, failed: 1, exported: exported.length, plugins: [{ plugin: 'tick', calls: 2_000, failed: 1 }] });
  // A span of its own below the cell: two records with one id would be one.
  const [cell] = bed.events('cell-start');
  expect([aggregate?.spanContext().spanId, aggregate?.parentSpanContext?.spanId]).toEqual([counts?.spanId, cell?.spanId]);
  expect(counts?.spanId).not.toBe(cell?.spanId);
  const sequences = exported.map((span) => span.attributes['heddle.call.sequence']);
  expect(sequences.slice(0, 1_000)).toEqual(Array.from({ length: 1_000 }, (_, index) => index + 1));
  expect(sequences).toContain(1_501);
  expect(sequences).toContain(2_000);
  expect(exported.length).toBeLessThanOrEqual(1_012);
});

test('a held call with a model call in it is exported: money is never hidden', async () => {
  const paid = plugin('paid', ({ i }, { observation }) => i === 1_100
    ? observation.observe({ start: { type: 'operation-start', name: 'chat', kind: 'llm', attributes: {} }, end: ({ durationMs }) => ({ type: 'operation-end', name: 'chat', durationMs }) }, async () => i)
    : i);
  await open({ plugins: [paid] });
  await bed.run('for (let i = 0; i < 1200; i++) await paid({ i });');
  const model = bed.spans().find((span) => span.name === 'chat');
  const parent = bed.spans().find((span) => span.spanContext().spanId === model?.parentSpanContext?.spanId);
  expect(parent?.attributes['heddle.call.sequence']).toBe(1_101);
});

test('an unknown plugin, bad arguments and a forbidden plugin are refused calls with their reason', async () => {
  await open({ plugins: [tick, plugin('secret', () => 1)], policy: { deny: ['secret'] } });
  const end = await bed.run(`const errors = [];\nfor (const call of [() => tick('no object'), () => secret(), () => tick({ i: () => 1 })]) await call().catch((error) => errors.push(error.name));\nerrors`);
  expect(end.value?.['application/json']).toEqual(['InvalidArguments', 'Forbidden', 'InvalidArguments']);
  expect(bed.events('call-end').map(({ status, error }) => [status, error?.message])).toEqual([
    ['refused', 'tick: the argument must be an object'],
    ['refused', 'The policy denies calls of secret.'],
    ['refused', 'arguments.i is a function, which cannot be passed to a plugin. Pass plain data.'],
  ]);
});

test('a limit on calls stops the rest, and says so once', async () => {
  await open({ plugins: [tick], policy: { perPlugin: { tick: { calls: 3 } } } });
  const end = await bed.run('const done = await Promise.allSettled([1, 2, 3, 4, 5].map((i) => tick({ i })));\ndone.filter(({ status }) => status === "fulfilled").length');
  expect(end).toMatchObject({ status: 'ok', value: { 'text/plain': '3' }, calls: { host: 5, failed: 2 } });
  expect(bed.events('budget-exceeded')).toMatchObject([{ limit: 'calls of tick', message: 'The limit of 3 calls for tick is reached.' }]);
});

test('a limit on time ends the call that passes it', async () => {
  let aborted = false;
  const slow = plugin('slow', (_, { signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve((aborted = true)))));
  await open({ plugins: [slow], policy: { perCell: { timeMs: 50 } } });
  expect(await bed.run('await slow()')).toMatchObject({ status: 'error', error: { type: 'timeout' } });
  expect(bed.events('call-end')[0]).toMatchObject({ status: 'timeout' });
  expect(aborted).toBe(true);
});

test('a call waits for a permission, and code cannot catch its way around', async () => {
  const approvals = new ApprovalQueue();
  let sent = 0;
  await open({ plugins: [plugin('mail.send', () => ++sent)], policy: { approve: { 'mail.*': 'It sends mail.' } }, approvals });
  const asked: string[] = [];
  approvals.onQuestion(({ callId, plugin: name, reason, line }) => {
    asked.push(`${name} ${reason} ${line}`);
    queueMicrotask(() => approvals.answer(callId, asked.length === 1 ? { decision: 'denied', by: 'ada', note: 'Not now.' } : { decision: 'approved', by: 'ada' }));
  });
  const end = await bed.run(`let caught = '';\ntry { await mail.send({}) } catch (error) { caught = error.message }\nconst result = await mail.send({});\n[caught, result]`);
  expect(end).toMatchObject({ status: 'ok', value: { 'application/json': ['ada did not allow the call of mail.send. Not now.', 1] } });
  expect(asked).toEqual(['mail.send It sends mail. 2', 'mail.send It sends mail. 3']);
  expect(sent).toBe(1);
  expect(bed.events('call-end')).toMatchObject([{ status: 'refused', approval: { decision: 'denied', by: 'ada' } }, { status: 'ok', approval: { decision: 'approved', by: 'ada' } }]);
  expect(bed.events('approval-decision')).toMatchObject([{ decision: 'denied', note: 'Not now.' }, { decision: 'approved' }]);
  const span = bed.spans().find(({ name }) => name === 'execute_tool mail.send');
  expect(span?.attributes).toMatchObject({ 'heddle.approval.decision': 'denied', 'heddle.approval.by': 'ada' });
});

test('an interrupt while a permission is awaited ends the call and withdraws the question', async () => {
  const approvals = new ApprovalQueue();
  await open({ plugins: [plugin('mail.send', () => 1)], policy: { approve: { 'mail.send': 'It sends mail.' } }, approvals });
  const asked = new Promise<void>((resolve) => void approvals.onQuestion(() => resolve()));
  const cell = bed.run('await mail.send({})');
  await asked;
  await bed.kernel.interrupt();
  expect(await cell).toMatchObject({ status: 'interrupted' });
  expect(bed.events('call-end')[0]).toMatchObject({ status: 'interrupted' });
  expect(approvals.pending()).toEqual([]);
});

function nested(levels: number): unknown {
  return levels === 0 ? 1 : [nested(levels - 1)];
}

test('a result that is not JSON, or nested too deeply, is an error in the code', async () => {
  await open({ plugins: [plugin('deep', () => nested(500)), plugin('huge', () => 10n)] });
  const end = await bed.run('const errors = [];\nfor (const f of [deep, huge]) await f().catch((error) => errors.push(error.name));\nerrors');
  expect(end.value?.['application/json']).toEqual(['BadResult', 'BadResult']);
  expect(bed.events('call-end').map(({ error }) => error?.message)).toEqual([
    'The result of deep is nested deeper than 200 levels.',
    'The result of huge is not JSON: Do not know how to serialize a BigInt',
  ]);
});

test('money that plugins book stops further calls', async () => {
  await open({ plugins: [plugin('ask', (_, { spend }) => spend(0.3))], policy: { perCell: { costUsd: 0.5 } } });
  const end = await bed.run('await ask(); await ask(); await ask();');
  expect(end).toMatchObject({ status: 'error', error: { type: 'LimitReached' }, calls: { host: 3, failed: 1 } });
});
