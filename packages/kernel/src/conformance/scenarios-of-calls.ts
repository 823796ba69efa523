import { deepStrictEqual as same, equal, match, ok } from 'node:assert/strict';
import type { EventOf } from '@heddle/model';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { pageServer } from './page-server.js';
import { samplePlugins } from './sample-plugins.js';
import { both, type ScenarioGroup } from './scenario.js';
import { plugin, type TestBed } from './test-bed.js';

const kernel = () => ({ plugins: samplePlugins() });

async function runFine(bed: TestBed, source: string) {
  const end = await bed.run(source);
  equal(end.status, 'ok', end.error?.message);
  return end;
}

function starts(bed: TestBed): readonly EventOf<'call-start'>[] {
  return bed.events('call-start');
}

function spanOfCall(bed: TestBed, start: EventOf<'call-start'> | undefined): ReadableSpan {
  const span = bed.spans().find((each) => each.spanContext().spanId === start?.spanId);
  ok(span, 'the call has a span');
  return span;
}

/** Line and column of every call, as `7:12`. */
function positions(bed: TestBed): string[] {
  return starts(bed).map(({ line, column }) => `${line}:${column}`);
}

export const CALLS: ScenarioGroup = {
  title: 'Calls',
  scenarios: [
    {
      name: 'a call is a span below its cell with plugin, version hash, line, column, arguments, result',
      kernel,
      ...both({ typescript: "// one\nconst rows = await weather.load({ city: 'Rome' });\nrows.length", python: "# one\nrows        = weather.load(city='Rome')\nlen(rows)" }, async (bed, source) => {
        const end = await runFine(bed, source);
        equal(end.value?.['text/plain'], '2');
        const [start] = starts(bed);
        const span = spanOfCall(bed, start);
        const cell = bed.spans().find(({ attributes }) => attributes['heddle.cell.id'] === end.cellId);
        equal(span.parentSpanContext?.spanId, cell?.spanContext().spanId);
        const seen = Object.fromEntries(['heddle.plugin.version', 'heddle.plugin.hash', 'heddle.call.line', 'heddle.call.sequence', 'gen_ai.tool.call.arguments', 'gen_ai.tool.call.result', 'heddle.call.status'].map((key) => [key, span.attributes[key]]));
        same(seen, {
          'heddle.plugin.version': '1.0.0',
          'heddle.plugin.hash': 'hash-of-weather.load',
          'heddle.call.line': 2,
          'heddle.call.sequence': 1,
          'gen_ai.tool.call.arguments': '{"city":"Rome"}',
          'gen_ai.tool.call.result': '[{"city":"Rome","high":31},{"city":"Rome","high":28}]',
          'heddle.call.status': 'ok',
        });
        // Python before 3.11 does not know columns.
        if (start?.column !== undefined) equal(start.column, bed.kernel.language === 'typescript' ? 20 : 15);
        equal(bed.events('call-log')[0]?.message, 'loading Rome');
      }),
    },
    {
      name: 'every call of a loop is there, in order',
      kernel,
      ...both({ typescript: 'let sum = 0;\nfor (let i = 0; i < 50; i++) sum = await add({ a: sum, b: i });\nsum', python: 'sum = 0\nfor i in range(50): sum = add(sum, i)\nsum' }, async (bed, source) => {
        const end = await runFine(bed, source);
        same([end.value?.['text/plain'], end.calls], ['1225', { host: 50, failed: 0, kernel: 50 }]);
        same(starts(bed).map(({ callSequence }) => callSequence), Array.from({ length: 50 }, (_, index) => index + 1));
      }),
    },
    {
      name: 'a plugin that calls another is the parent of that call',
      kernel,
      ...both({ typescript: "await chain({ city: 'Rome' })", python: "chain('Rome')" }, async (bed, source) => {
        await runFine(bed, source);
        const [outer, inner] = starts(bed);
        same([inner?.plugin, inner?.origin, inner?.parentCallId, inner?.parentSpanId], ['weather.load', 'plugin', outer?.callId, outer?.spanId]);
        equal(spanOfCall(bed, inner).parentSpanContext?.spanId, outer?.spanId);
      }),
    },
    {
      name: 'calls at once are all seen, and run at once',
      kernel,
      ...both(
        { typescript: 'const all = await Promise.all(Array.from({ length: 64 }, (_, i) => wait({ ms: 30 + i % 2 })));\nall.length', python: 'import asyncio\nall = await asyncio.gather(*[wait.aio(30 + i % 2) for i in range(64)])\nlen(all)' },
        async (bed, source) => {
          const end = await runFine(bed, source);
          same([end.value?.['text/plain'], end.calls.host], ['64', 64]);
          same(new Set(starts(bed).map(({ line }) => line)), new Set([bed.kernel.language === 'typescript' ? 1 : 2]));
          const lastStart = Math.max(...starts(bed).map(({ sequence }) => sequence));
          ok(bed.events('call-end').every(({ sequence }) => sequence > lastStart) || bed.events('call-end').length === 64);
        },
      ),
    },
    {
      name: 'threads and tasks are named on their calls',
      kernel,
      python: async (bed) => {
        await runFine(bed, "import asyncio\nfrom concurrent.futures import ThreadPoolExecutor\nwith ThreadPoolExecutor(8, thread_name_prefix='pool') as pool: list(pool.map(lambda i: add(i, 1), range(32)))");
        ok(starts(bed).every(({ task, line }) => task?.startsWith('pool') && line === 3));
        await runFine(bed, 'task = asyncio.get_event_loop_policy().get_event_loop().create_task if False else None\nasync def one():\n  return await add.aio(1, 2)\nawait asyncio.create_task(one(), name="mine")');
        equal(starts(bed).at(-1)?.task, 'mine');
      },
    },
    {
      name: 'generators can call plugins',
      kernel,
      ...both(
        { typescript: 'async function* sums() {\n  for (let i = 0; i < 3; i++) yield await add({ a: i, b: 1 });\n}\nconst out = []; for await (const s of sums()) out.push(s);\nout', python: 'def sums():\n  for i in range(3): yield add(i, 1)\nlist(sums())' },
        async (bed, source) => {
          same((await runFine(bed, source)).value?.['application/json'], [1, 2, 3]);
          same(starts(bed).map(({ line }) => line), [2, 2, 2]);
        },
      ),
    },
    {
      name: 'an error that the code swallows is on the call; the cell is fine',
      kernel,
      ...both(
        { typescript: "try { await weather.load({ city: 'Atlantis' }) } catch (error) { console.log(error.name + ': ' + error.message) }", python: "try: weather.load('Atlantis')\nexcept Exception as error: print(f'{error.name}: {error}')" },
        async (bed, source) => {
          const end = await runFine(bed, source);
          same([end.stdout, end.calls.failed], ['RangeError: There is no weather in Atlantis.\n', 1]);
          const span = spanOfCall(bed, starts(bed)[0]);
          same([span.status.code, span.attributes['error.type']], [2, 'RangeError']);
        },
      ),
    },
    {
      name: 'an error that nobody catches ends the cell on the line of the call',
      kernel,
      ...both({ typescript: "\nawait weather.load({ city: 'Atlantis' })", python: "\nweather.load('Atlantis')" }, async (bed, source) => {
        const { status, error } = await bed.run(source);
        same([status, error?.type, error?.line], ['error', 'RangeError', 2]);
      }),
    },
    {
      name: 'a call that still runs when its cell ends is ended, with that reason',
      kernel,
      ...both({ typescript: 'wait({ ms: 60000 }); 5', python: 'import threading\nthreading.Thread(target=lambda: wait(60000), daemon=True).start()\nwhile not threading.active_count() > 3: pass\nimport time; time.sleep(0.05)\n5' }, async (bed, source) => {
        const end = await runFine(bed, source);
        equal(end.value?.['text/plain'], '5');
        const [call] = bed.events('call-end');
        equal(call?.status, 'cell-end');
        equal(spanOfCall(bed, starts(bed)[0]).attributes['heddle.span.end_reason'], 'cell-end');
        ok(call!.sequence < bed.events('cell-end')[0]!.sequence);
      }),
    },
    {
      name: 'what an ended call was to give is an error for whoever waits for it later',
      kernel,
      typescript: async (bed) => {
        await runFine(bed, 'const promise = wait({ ms: 60000 });');
        match((await bed.run('await promise')).error?.message ?? '', /still running when its cell ended/);
      },
    },
    {
      name: 'an alias keeps line and column, also in a later cell',
      kernel,
      ...both({ typescript: 'const f = add;', python: 'f = add' }, async (bed, source) => {
        await runFine(bed, source);
        await runFine(bed, bed.kernel.language === 'typescript' ? '\nawait f({ a: 1, b: 2 })' : '\nf(1, 2)');
        equal(starts(bed)[0]?.line, 2);
      }),
    },
    {
      name: 'a function from an earlier cell calls from the line it stands on',
      kernel,
      ...both({ typescript: 'function load() {\n  return add({ a: 1, b: 2 });\n}', python: 'def load():\n  return add(1, 2)' }, async (bed, source) => {
        const first = await runFine(bed, source);
        const second = await runFine(bed, bed.kernel.language === 'typescript' ? 'await load()' : 'load()');
        const [call] = starts(bed);
        same([call?.cellId, call?.sourceCellId, call?.line], [second.cellId, first.cellId, 2]);
      }),
    },
    {
      name: 'a plugin passed as a callback is seen with its line',
      kernel,
      ...both({ typescript: '\nconst sums = await Promise.all([{ a: 1, b: 2 }, { a: 3, b: 4 }].map(add));\nsums', python: '\nlist(map(add, [1, 3], [2, 4]))' }, async (bed, source) => {
        // map() hands the index and the list to the callback as well.
        same((await runFine(bed, source)).value?.['application/json'], [3, 7]);
        same(starts(bed).map(({ line }) => line), [2, 2]);
      }),
    },
    {
      name: 'a plugin that the code rebinds is the code’s own; a restart brings it back',
      kernel,
      ...both({ typescript: 'var add = () => 42; add()', python: 'add = lambda: 42\nadd()' }, async (bed, source) => {
        equal((await runFine(bed, source)).value?.['text/plain'], '42');
        same(starts(bed), []);
        await bed.kernel.restart();
        equal((await runFine(bed, bed.kernel.language === 'typescript' ? 'await add({ a: 1, b: 2 })' : 'add(1, 2)')).value?.['text/plain'], '3');
      }),
    },
    {
      name: 'a wrapped plugin still calls through',
      kernel,
      ...both({ typescript: 'const inner = weather.load;\nweather.load = (input) => inner(input);\n(await weather.load({ city: "Oslo" })).length', python: 'inner = weather.load\nweather.load = lambda city: inner(city)\nlen(weather.load("Oslo"))' }, async (bed, source) => {
        const end = await runFine(bed, source);
        same([end.value?.['text/plain'], end.calls.host], ['2', 1]);
      }),
    },
    {
      name: 'a result larger than its preview is kept whole under its hash',
      kernel,
      ...both({ typescript: '(await bulk({ rows: 5000 })).length', python: 'len(bulk(5000))' }, async (bed, source) => {
        equal((await runFine(bed, source)).value?.['text/plain'], '5000');
        const [call] = bed.events('call-end');
        same([call?.result?.truncated, call?.result?.summary, (call?.result?.json.length ?? 9_999) <= 4_096], [true, '5,000 rows', true]);
        equal(JSON.parse(Buffer.from((await bed.artifacts.get(call!.result!.sha256))!).toString()).length, 5_000);
      }),
    },
    {
      name: 'arguments are kept whole like results; beyond the cap their size and hash remain',
      kernel: () => ({ plugins: samplePlugins(), limits: { payloadBytes: 10_000 } }),
      ...both({ typescript: "await give({ value: 'x'.repeat(6000) });\nawait give({ value: 'x'.repeat(20000) });", python: "give('x' * 6000)\ngive('x' * 20000)\nNone" }, async (bed, source) => {
        await runFine(bed, source);
        const [kept, beyond] = starts(bed).map(({ arguments: preview }) => preview);
        same([kept?.truncated, kept?.sizeBytes, beyond?.truncated, beyond?.sizeBytes], [true, 6_012, true, 20_012]);
        equal((await bed.artifacts.get(kept!.sha256))?.length, 6_012);
        equal(await bed.artifacts.get(beyond!.sha256), undefined);
        match(beyond!.sha256, /^[0-9a-f]{64}$/);
      }),
    },
    {
      name: 'artifacts that a plugin makes are listed with its call',
      kernel,
      ...both({ typescript: 'await draw()', python: 'draw()' }, async (bed, source) => {
        await runFine(bed, source);
        const [artifact] = bed.events('call-end')[0]!.artifacts;
        same([artifact?.name, artifact?.callId], ['chart.svg', starts(bed)[0]?.callId]);
      }),
    },
    {
      name: 'a request that a plugin sends is a span below its call, also of calls at once',
      kernel: () => ({ plugins: [...samplePlugins(), pageServer()], http: true }),
      ...both({ typescript: "await Promise.all([page({ name: 'one' }), page({ name: 'two' })])", python: "import asyncio\nawait asyncio.gather(page.aio('one'), page.aio('two'))" }, async (bed, source) => {
        same((await runFine(bed, source)).value?.['application/json'], ['the page one', 'the page two']);
        for (const name of ['one', 'two']) {
          const request = bed.spans().find(({ attributes }) => String(attributes['url.full']).endsWith(`/${name}`));
          const call = starts(bed).find(({ arguments: { json } }) => json.includes(name));
          equal(request?.parentSpanContext?.spanId, call?.spanId);
        }
      }),
    },
    {
      name: 'model calls of a plugin nest below its call',
      kernel,
      ...both({ typescript: 'await think()', python: 'think()' }, async (bed, source) => {
        const end = await runFine(bed, source);
        const model = bed.spans().find(({ name }) => name === 'chat small');
        equal(model?.parentSpanContext?.spanId, starts(bed)[0]?.spanId);
        // The plugin gives back the span that was the ambient one while it worked: where HTTP spans hang.
        equal(end.value?.['text/plain'], model?.spanContext().spanId);
      }),
    },
    {
      name: 'secrets are neither in events nor in spans nor in the result',
      kernel: () => ({ plugins: samplePlugins(), secrets: ['sk-very-secret'] }),
      ...both({ typescript: "console.log(await give({ value: 'my sk-very-secret key' }))", python: "print(give('my sk-very-secret key'))" }, async (bed, source) => {
        const end = await runFine(bed, source.replace('sk-very-secret', "sk-very-' + 'secret"));
        equal(end.stdout, 'my [redacted] key\n');
        ok(!JSON.stringify([bed.events(), bed.spans().map(({ attributes }) => attributes)]).includes('sk-very-secret'));
      }),
    },
    {
      name: 'NaN, large integers, dates, sets and maps are passed as plain data',
      kernel,
      typescript: async (bed) => {
        await runFine(bed, 'await give({ value: [NaN, 2n ** 64n, 7n, new Date(0), new Set([1]), new Map([["a", 1]]), new Float64Array([0.5])] })');
        equal(starts(bed)[0]?.arguments.json, '{"value":[null,"18446744073709551616",7,"1970-01-01T00:00:00.000Z",[1],{"a":1},[0.5]]}');
      },
      python: async (bed) => {
        await runFine(bed, 'import datetime, decimal\ngive([float("nan"), 2**64, 7, datetime.date(1970, 1, 1), {1}, {"a": 1}, decimal.Decimal("0.5")])');
        equal(starts(bed)[0]?.arguments.json, '{"value":[null,"18446744073709551616",7,"1970-01-01",[1],{"a":1},0.5]}');
      },
    },
    {
      name: 'what cannot be passed is a refused call with the reason, not a lost one',
      kernel,
      ...both({ typescript: 'const loop = {}; loop.self = loop;\nawait give({ value: loop }).catch(() => {});\nawait give({ value: () => 1 }).catch(() => {})', python: 'loop = {}\nloop["self"] = loop\nfor value in (loop, lambda: 1):\n  try: give(value)\n  except Exception: pass' }, async (bed, source) => {
        equal((await runFine(bed, source)).calls.failed, 2);
        const [cycle, code] = bed.events('call-end');
        same([cycle?.status, code?.status], ['refused', 'refused']);
        match(cycle?.error?.message ?? '', /contains itself/);
        match(code?.error?.message ?? '', /is a function/);
      }),
    },
    {
      name: 'keys named __proto__ reach no plugin',
      kernel,
      ...both({ typescript: 'await give({ value: JSON.parse(\'{"__proto__": {"admin": true}, "a": 1}\') })', python: 'give({"__proto__": {"admin": True}, "a": 1})' }, async (bed, source) => {
        await runFine(bed, source);
        equal(starts(bed)[0]?.arguments.json, '{"value":{"a":1}}');
        equal(({} as { admin?: boolean }).admin, undefined);
      }),
    },
    {
      name: 'a table arrives as rows, in Python as a DataFrame when pandas is there',
      kernel,
      typescript: async (bed) => same((await runFine(bed, 'await weather.load({ city: "Rome" })')).value?.['application/json'], [{ city: 'Rome', high: 31 }, { city: 'Rome', high: 28 }]),
      python: async (bed) => {
        const { value } = await runFine(bed, 'try:\n  import pandas\nexcept ImportError: pandas = None\nrows = weather.load("Rome")\n[type(rows).__name__, pandas is not None, int(rows[0]["high"]) if pandas is None else int(rows["high"][0])]');
        const [kind, withPandas, high] = value!['application/json'] as [string, boolean, number];
        same([kind, high], [withPandas ? 'DataFrame' : 'list', 31]);
      },
    },
    {
      name: 'above 1,000 calls the first, last, slowest and failed have spans, and one aggregate counts all',
      kernel: () => ({ plugins: [plugin('tick', ({ i }) => { if (i === 1_100) throw new Error('no'); return i; }, { inputSchema: { type: 'object', properties: { i: {} }, required: ['i'] } })] }),
      ...both({ typescript: 'for (let i = 0; i < 1200; i++) await tick({ i }).catch(() => {});', python: 'for i in range(1200):\n  try: tick(i)\n  except Exception: pass' }, async (bed, source) => {
        same((await runFine(bed, source)).calls, { host: 1_200, failed: 1, kernel: 1_200 });
        equal(bed.events('call-end').length, 1_200);
        const exported = bed.spans().filter(({ name }) => name === 'execute_tool tick').map(({ attributes }) => attributes['heddle.call.sequence']);
        ok(exported.includes(1) && exported.includes(1_000) && exported.includes(1_101) && exported.includes(1_200) && exported.length <= 1_012);
        const [aggregate] = bed.events('call-aggregate');
        same([aggregate?.calls, aggregate?.failed, aggregate?.exported], [1_200, 1, exported.length]);
        ok(bed.spans().some(({ name }) => name === 'execute_tool tick ×1200'));
      }),
    },
    {
      name: 'the calls that the kernel counts are compared with those the host saw',
      kernel,
      ...both({ typescript: 'await add({ a: 1, b: 1 })', python: 'add(1, 1)' }, async (bed, source) => {
        same((await runFine(bed, source)).calls, { host: 1, failed: 0, kernel: 1 });
        // A frame past the stubs: the host sees one more call than the kernel says it made.
        const forged = bed.kernel.language === 'typescript'
          ? FORGE_IN_TYPESCRIPT
          : 'import json, os, struct\nframe = json.dumps({"t": "call", "cell": "2", "id": 999, "plugin": "add", "args": {"a": 1, "b": 1}}).encode()\nos.write(3, struct.pack("<II", 4 + len(frame), len(frame)) + frame)\nadd(1, 1)';
        const end = await bed.run(forged);
        if (end.status === 'error') match(end.error?.message ?? '', /access|permission|not a function|undefined|EBADF|bad file|requires/i);
        else same(end.calls, { host: 2, failed: 0, kernel: 1 });
      }),
    },
    {
      name: 'no position is ever taken from another call',
      kernel,
      typescript: async (bed) => {
        await runFine(bed, 'const total = await add({\n  a: await add({ a: 1, b: 2 }),\n  b: (await Promise.all([add({ a: 3, b: 4 })]))[0],\n});\ntotal');
        same(positions(bed), ['2:12', '3:26', '1:21']);
      },
      python: async (bed) => {
        await runFine(bed, 'total = add(\n  add(1, 2),\n  add(3, 4),\n)\ntotal');
        same(starts(bed).map(({ line }) => line), [2, 3, 1]);
      },
    },
  ],
};

/** In Node, `fs` writes to the channel directly; Deno has no way to the file descriptor. */
const FORGE_IN_TYPESCRIPT = `import { writeSync } from 'node:fs';
const json = Buffer.from(JSON.stringify({ t: 'call', cell: '2', id: 999, plugin: 'add', args: { a: 1, b: 1 } }));
const head = Buffer.alloc(8); head.writeUInt32LE(4 + json.length, 0); head.writeUInt32LE(json.length, 4);
writeSync(3, Buffer.concat([head, json]));
await add({ a: 1, b: 1 })`;
