import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { forgeInTypescript } from './attacks/attack-code.js';
import { openTestBed, plugin, type TestBed } from './conformance/test-bed.js';

let bed: TestBed;

beforeAll(async () => {
  bed = await openTestBed({
    secrets: ['sk-hidden-key'],
    plugins: [
      plugin('weather.load', ({ city }, { log }) => {
        log('info', `loading ${String(city)}`);
        if (city === 'Atlantis') throw new RangeError('There is no weather in Atlantis.');
        return [{ city, high: 31 }, { city, high: 28 }];
      }),
      plugin('big', () => Array.from({ length: 5_000 }, (_, index) => ({ index, text: 'some text' }))),
      plugin('wait', ({ ms }, { signal }) => new Promise((resolve) => {
        const timer = setTimeout(resolve, Number(ms), ms);
        signal.addEventListener('abort', () => clearTimeout(timer));
      })),
      plugin('outer', (_, { call }) => call('weather.load', { city: 'Seattle' })),
      plugin('leak', () => 'the key is sk-hidden-key'),
      plugin('draw', async (_, { putArtifact }) => (await putArtifact({ name: 'a.svg', mimeType: 'image/svg+xml', bytes: Buffer.from('<svg/>') })).sha256),
    ],
  });
});

afterAll(() => bed.close());

function spanOf(name: string, cellId: string) {
  return bed.spans().filter((span) => span.name === name && span.attributes['heddle.call.cell'] === cellId);
}

test('what a cell defines is there in the next, and may be declared again', async () => {
  expect((await bed.run('const days: number[] = [1, 2, 3];\ndays.length')).value?.['text/plain']).toBe('3');
  expect((await bed.run('const days = [4]; days.concat(5)')).value?.['application/json']).toEqual([4, 5]);
  expect(bed.kernel.variables()).toContainEqual({ name: 'days', type: 'number[1]', preview: '[ 4 ]', change: 'changed' });
});

test('a call is a span below its cell, with line, column, arguments and result', async () => {
  const end = await bed.run(`// a comment\nconst rows = await weather.load({ city: 'Seattle' });\nrows.length`);
  expect(end).toMatchObject({ status: 'ok', calls: { host: 1, failed: 0, kernel: 1 } });
  const [call] = spanOf('execute_tool weather.load', end.cellId);
  const cell = bed.spans().find((span) => span.attributes['heddle.cell.id'] === end.cellId);
  expect(call?.parentSpanContext?.spanId).toBe(cell?.spanContext().spanId);
  expect(call?.attributes).toMatchObject({
    'heddle.call.line': 2,
    'heddle.call.column': 20,
    'gen_ai.tool.call.arguments': '{"city":"Seattle"}',
    'gen_ai.tool.call.result': '[{"city":"Seattle","high":31},{"city":"Seattle","high":28}]',
    'heddle.call.status': 'ok',
  });
  expect(bed.events('call-log').at(-1)?.message).toBe('loading Seattle');
});

test('code can catch what a plugin throws; the call stays failed, the cell is fine', async () => {
  const end = await bed.run(`try { await weather.load({ city: 'Atlantis' }) } catch (error) { console.log(error.name, error.message) }`);
  expect(end).toMatchObject({ status: 'ok', stdout: 'RangeError There is no weather in Atlantis.\n', calls: { host: 1, failed: 1, kernel: 1 } });
  expect(spanOf('execute_tool weather.load', end.cellId)[0]?.status.code).toBe(2);
});

test('an error nobody catches names the line in the cell', async () => {
  expect((await bed.run(`\n\nawait weather.load({ city: 'Atlantis' })`)).error).toMatchObject({ type: 'RangeError', line: 3 });
  expect((await bed.run(`const a = 1;\nnull.x`)).error).toMatchObject({ type: 'TypeError', line: 2 });
  expect(await bed.run('let x = (')).toMatchObject({ status: 'refused', error: { type: 'SyntaxError', line: 1, column: 10 } });
});

test('a function kept from an earlier cell calls from the line it was written on', async () => {
  const first = await bed.run(`function load() {\n  return weather.load({ city: 'Seattle' });\n}`);
  const second = await bed.run('(await load()).length');
  const start = bed.events('call-start').at(-1);
  expect(start).toMatchObject({ cellId: second.cellId, sourceCellId: first.cellId, line: 2 });
});

test('aliases, callbacks and parallel calls are all seen', async () => {
  const end = await bed.run(`const f = weather.load;\nconst all = await Promise.all([f({ city: 'A' }), ...[{ city: 'B' }, { city: 'C' }].map((each) => weather.load(each))]);\nall.flat().length`);
  expect(end.value?.['text/plain']).toBe('6');
  expect(spanOf('execute_tool weather.load', end.cellId).map((span) => span.attributes['heddle.call.line'])).toEqual([2, 2, 2]);
});

test('a plugin that calls another is the parent of that call', async () => {
  const end = await bed.run('await outer()');
  const [outer, inner] = bed.events('call-start').filter((event) => event.cellId === end.cellId);
  expect(inner).toMatchObject({ plugin: 'weather.load', origin: 'plugin', parentCallId: outer?.callId, parentSpanId: outer?.spanId });
  expect(end.calls).toEqual({ host: 2, failed: 0, kernel: 1 });
});

test('a call that still runs when its cell ends is ended with that reason', async () => {
  const end = await bed.run('wait({ ms: 60_000 }); 5');
  expect(end).toMatchObject({ status: 'ok', calls: { host: 1, failed: 1 } });
  expect(bed.events('call-end').at(-1)).toMatchObject({ status: 'cell-end' });
});

test('large results are abridged in the event and kept whole under their hash', async () => {
  await bed.run('(await big()).length');
  const result = bed.events('call-end').at(-1)?.result;
  expect(result).toMatchObject({ truncated: true, summary: '5,000 rows' });
  const whole = await bed.artifacts.get(result!.sha256);
  expect(JSON.parse(Buffer.from(whole!).toString())).toHaveLength(5_000);
});

test('secrets reach neither the journal nor the result of the cell', async () => {
  const end = await bed.run('console.log(await leak())');
  expect(end.stdout).toBe('the key is [redacted]\n');
  expect(JSON.stringify(bed.events())).not.toContain('sk-hidden-key');
});

test('artifacts of plugins and files that a cell writes are kept', async () => {
  await bed.run('await draw()');
  expect(bed.events('call-end').at(-1)?.artifacts).toMatchObject([{ name: 'a.svg', mimeType: 'image/svg+xml', sizeBytes: 6 }]);
  const end = await bed.run(`import { writeFileSync } from 'node:fs'; writeFileSync('out.csv', 'a,b\\n1,2\\n')`);
  expect(end.artifacts).toMatchObject([{ name: 'out.csv', mimeType: 'text/csv', sizeBytes: 8 }]);
  expect(await readFile(join(bed.workspace, 'out.csv'), 'utf8')).toBe('a,b\n1,2\n');
});

test('files that come into the workspace between cells are artifacts of none, until a cell changes them', async () => {
  await writeFile(join(bed.workspace, 'given.csv'), 'a\n1\n');
  expect((await bed.run(`import { appendFileSync, readFileSync } from 'node:fs'; readFileSync('given.csv', 'utf8')`)).artifacts).toEqual([]);
  await writeFile(join(bed.workspace, 'given.csv'), 'a\n1\n2\n');
  expect((await bed.run(`appendFileSync('given.csv', '3\\n')`)).artifacts).toMatchObject([{ name: 'given.csv', sizeBytes: 8 }]);
});

test('a file that code of an earlier cell writes after its end belongs to no later cell', async () => {
  await bed.run(`import { existsSync, writeFileSync } from 'node:fs'; setTimeout(() => writeFileSync('late.csv', 'a\\n'), 50)`);
  await expect.poll(() => readFile(join(bed.workspace, 'late.csv'), 'utf8').catch(() => ''), { timeout: 10_000 }).toBe('a\n');
  expect(await bed.run(`existsSync('late.csv')`)).toMatchObject({ artifacts: [], value: { 'application/json': true } });
});

test('a cell that runs too long is stopped and its variables are kept', async () => {
  await bed.run('let before = 7');
  const end = await bed.run('for (;;) {}', { timeoutMs: 100 });
  expect(end).toMatchObject({ status: 'timeout', error: { type: 'timeout' } });
  expect((await bed.run('before')).value?.['text/plain']).toBe('7');
});

test('what is displayed last is there, also when nobody awaits it', async () => {
  const own = "{ [Symbol.for('Jupyter.display')]: async () => { await new Promise((resolve) => setTimeout(resolve, 20)); return { 'text/html': '<b>late</b>' } } }";
  await bed.run(`display(${own});\n1`);
  expect(bed.events('cell-display').at(-1)?.bundle).toMatchObject({ 'text/html': '<b>late</b>' });
  expect(bed.events('kernel-warning')).toEqual([]);
});

test('an interrupt that comes before the code runs is not lost', async () => {
  const cell = bed.run('for (;;) {}');
  while (bed.events('cell-start').at(-1)?.source !== 'for (;;) {}') await new Promise(setImmediate);
  await bed.kernel.interrupt();
  expect((await cell).status).toBe('interrupted');
});

test('more calls at once than fit are made one window after the other', async () => {
  const end = await bed.run('(await Promise.all(Array.from({ length: 2000 }, () => outer()))).length');
  expect(end).toMatchObject({ status: 'ok', value: { 'text/plain': '2000' }, calls: { host: 4_000, failed: 0, kernel: 2_000 } });
});

test('a kernel that dies ends its cell, and the next one says which variables are gone', async () => {
  await bed.run('const kept = 1');
  expect(await bed.run(`wait({ ms: 60_000 }); await wait({ ms: 10 }); process.exit(3)`)).toMatchObject({ status: 'kernel-exit', calls: { host: 2, failed: 1 } });
  expect(bed.events('call-end').at(-1)).toMatchObject({ status: 'kernel-exit' });
  expect(bed.kernel.lostVariables()).toContain('kept');
  expect(await bed.run('const kept = 2; (await weather.load({ city: "A" })).length')).toMatchObject({ status: 'ok', value: { 'text/plain': '2' } });
  expect(bed.kernel.lostVariables()).not.toContain('kept');
});

test('calls that a kernel claims and nobody saw stay on the record as a difference', async () => {
  const forger = await openTestBed({ plugins: [plugin('add', () => 3)] });
  try {
    const end = await forger.run(forgeInTypescript(`await add({});\nawait forge(frame({ t: 'done', cell: '1', outcome: 'ok', calls: 3, variables: [] }));\nawait new Promise(() => {})`));
    expect(end.calls).toEqual({ host: 1, failed: 0, kernel: 3 });
    expect(forger.spans().find(({ attributes }) => attributes['heddle.cell.id'] === end.cellId)?.attributes).toMatchObject({ 'heddle.cell.calls.host': 1, 'heddle.cell.calls.kernel': 3 });
  } finally {
    await forger.close();
  }
});
