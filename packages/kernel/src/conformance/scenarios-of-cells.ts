import { deepStrictEqual as same, match, ok, strictEqual as equal } from 'node:assert/strict';
import { TABLE_MIME_TYPE, type MimeBundle } from '@heddle/model';
import { tmpdir } from 'node:os';
import { KernelPool } from '../kernel-pool.js';
import { greeterLayer } from './greeter-layer.js';
import { samplePlugins } from './sample-plugins.js';
import { both, NotHere, type KernelParts, type ScenarioGroup, type ScenarioPlace } from './scenario.js';
import type { TestBed } from './test-bed.js';

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const kernel = () => ({ plugins: samplePlugins() });

async function valueOf(bed: TestBed, source: string): Promise<MimeBundle | undefined> {
  const { status, value, error } = await bed.run(source);
  equal(status, 'ok', error?.message);
  return value;
}

async function displayed(bed: TestBed, source: string): Promise<MimeBundle> {
  const { status, error } = await bed.run(source);
  equal(status, 'ok', error?.message);
  return bed.events('cell-display').at(-1)!.bundle;
}

/** Whether Python has a package is Python's to say. */
async function needs(bed: TestBed, name: string): Promise<void> {
  if ((await bed.run(`import ${name}`, { timeoutMs: 60_000 })).status !== 'ok') throw new NotHere(`This Python has no ${name}.`);
}

async function warmKernel(where: ScenarioPlace): Promise<KernelParts> {
  const pool = new KernelPool({ ...where, size: 1, folder: tmpdir() });
  try {
    return { plugins: samplePlugins(), warm: await pool.take() };
  } finally {
    await pool.close();
  }
}

export const CELLS: ScenarioGroup = {
  title: 'Cells',
  scenarios: [
    {
      name: 'what a cell defines is there in the next',
      typescript: async (bed) => {
        await valueOf(bed, 'const days = [1, 2]; let total = 0; function add(n: number): void { total += n }\nclass Day { high = 3 }');
        equal((await valueOf(bed, 'days.forEach(add); total += new Day().high; total'))?.['text/plain'], '6');
      },
      python: async (bed) => {
        await valueOf(bed, 'days = [1, 2]\ntotal = 0\ndef add(n):\n  global total\n  total += n\nclass Day:\n  high = 3');
        equal((await valueOf(bed, 'for day in days: add(day)\ntotal += Day().high\ntotal'))?.['text/plain'], '6');
      },
    },
    {
      name: 'a name can be declared again, as something else',
      ...both({ typescript: 'const a = 1;', python: 'a = 1' }, async (bed, source) => {
        await valueOf(bed, source);
        equal((await valueOf(bed, bed.kernel.language === 'typescript' ? "const a = 'two'; a" : "a = 'two'\na"))?.['text/plain'], 'two');
      }),
    },
    {
      name: 'a constant cannot be assigned',
      typescript: async (bed) => {
        await valueOf(bed, 'const a = 1;');
        match((await bed.run('a = 2')).error?.message ?? '', /read only/);
      },
    },
    {
      name: 'await works at the top of a cell',
      ...both(
        { typescript: 'const late = await new Promise((resolve) => setTimeout(resolve, 1, 7));\nlate', python: 'import asyncio\nasync def seven():\n  await asyncio.sleep(0.001)\n  return 7\nlate = await seven()\nlate' },
        async (bed, source) => equal((await valueOf(bed, source))?.['text/plain'], '7'),
      ),
    },
    {
      name: 'the last expression is the value; without one there is none',
      typescript: async (bed) => {
        same((await valueOf(bed, 'const x = 2;\n({ x, y: [1] })'))?.['application/json'], { x: 2, y: [1] });
        equal(await valueOf(bed, 'const z = 3;'), undefined);
      },
      python: async (bed) => {
        same((await valueOf(bed, "x = 2\n{'x': x, 'y': [1]}"))?.['application/json'], { x: 2, y: [1] });
        equal(await valueOf(bed, 'z = 3'), undefined);
      },
    },
    {
      name: 'stdout and stderr are streamed while the cell runs, and whole at its end',
      kernel,
      ...both(
        { typescript: "console.log('one');\nawait wait({ ms: 120 });\nconsole.error('two');", python: "import sys\nprint('one')\nwait(120)\nprint('two', file=sys.stderr)" },
        async (bed, source) => {
          const end = await bed.run(source);
          same([end.stdout, end.stderr], ['one\n', 'two\n']);
          const order = bed.events().filter(({ type }) => type === 'cell-output' || type === 'call-end').map(({ type }) => type);
          same([order[0], order.at(-1), order.includes('call-end')], ['cell-output', 'cell-output', true]);
        },
      ),
    },
    {
      name: 'HTML, Markdown, SVG, JSON and Vega-Lite are displayed as MIME bundles',
      ...both(
        {
          typescript: "await display(display.html('<b>hi</b>'), display.markdown('# hi'), display.svg('<svg/>'), display.json({ a: 1 }), display.vegaLite({ mark: 'bar' }))",
          python: "display(display.html('<b>hi</b>'), display.markdown('# hi'), display.svg('<svg/>'), display.json({'a': 1}), display.vega_lite({'mark': 'bar'}))",
        },
        async (bed, source) => {
          await displayed(bed, source);
          const bundles = bed.events('cell-display').map(({ bundle }) => bundle);
          same(bundles.map((bundle) => Object.keys(bundle).at(-1)), ['text/html', 'text/markdown', 'image/svg+xml', 'application/json', 'application/vnd.vegalite.v5+json']);
          equal(bundles[0]!['text/html'], '<b>hi</b>');
        },
      ),
    },
    {
      name: 'a picture is displayed from its bytes',
      ...both(
        { typescript: `await display(display.png(Uint8Array.from(atob('${PNG}'), (c) => c.charCodeAt(0))))`, python: `import base64\ndisplay(display.png(base64.b64decode('${PNG}')))` },
        async (bed, source) => equal((await displayed(bed, source))['image/png'], PNG),
      ),
    },
    {
      name: 'an object that says how it is shown is shown so',
      ...both(
        { typescript: "({ [Symbol.for('Jupyter.display')]: () => ({ 'text/html': '<i>own</i>' }) })", python: "class Own:\n  def _repr_html_(self): return '<i>own</i>'\nOwn()" },
        async (bed, source) => equal((await valueOf(bed, source))?.['text/html'], '<i>own</i>'),
      ),
    },
    {
      name: 'a list of records is a table',
      ...both({ typescript: "[{ city: 'Rome', high: 31 }, { city: 'Oslo', low: 2 }]", python: "[{'city': 'Rome', 'high': 31}, {'city': 'Oslo', 'low': 2}]" }, async (bed, source) => {
        same((await valueOf(bed, source))?.[TABLE_MIME_TYPE], { columns: ['city', 'high', 'low'], rows: [['Rome', 31, null], ['Oslo', null, 2]], rowCount: 2 });
      }),
    },
    {
      name: 'a DataFrame is shown as a table and as HTML',
      python: async (bed) => {
        await needs(bed, 'pandas');
        const value = await valueOf(bed, "pandas.DataFrame({'city': ['Rome', 'Oslo'], 'high': [31, 2]})");
        same(value?.[TABLE_MIME_TYPE], { columns: ['city', 'high'], rows: [['Rome', 31], ['Oslo', 2]], rowCount: 2 });
        match(String(value?.['text/html']), /<table/);
      },
    },
    {
      name: 'figures of matplotlib are displayed as pictures when the cell ends',
      python: async (bed) => {
        await needs(bed, 'matplotlib');
        const bundle = await displayed(bed, "import matplotlib\nmatplotlib.use('agg')\nimport matplotlib.pyplot as plt\nplt.plot([1, 2, 3])\nNone");
        equal(Buffer.from(String(bundle['image/png']), 'base64').subarray(1, 4).toString(), 'PNG');
        await bed.run('1');
        equal(bed.events('cell-display').length, 1);
      },
    },
    {
      name: 'files written in the workspace become artifacts with a preview, changed ones again',
      ...both(
        { typescript: "import { mkdirSync, writeFileSync } from 'node:fs';\nmkdirSync('out', { recursive: true });\nwriteFileSync('out/a.csv', 'x\\n1\\n');", python: "import os\nos.makedirs('out', exist_ok=True)\nopen('out/a.csv', 'w').write('x\\n1\\n')\nNone" },
        async (bed, source) => {
          const { artifacts, error } = await bed.run(source);
          equal(error, undefined);
          same(artifacts.map(({ name, mimeType, sizeBytes, preview }) => ({ name, mimeType, sizeBytes, preview })), [{ name: 'out/a.csv', mimeType: 'text/csv', sizeBytes: 4, preview: 'x\n1\n' }]);
          equal(Buffer.from((await bed.artifacts.get(artifacts[0]!.sha256))!).toString(), 'x\n1\n');
          same((await bed.run('1')).artifacts, []);
          const again = await bed.run(source.replace(/x\\n1\\n/, 'x\\n1\\n2\\n'));
          equal(again.artifacts[0]?.sizeBytes, 6);
        },
      ),
    },
    {
      name: 'an error names its type and the line in the cell',
      ...both({ typescript: '// one\nfunction fail() {\n  throw new TypeError("bad");\n}\nfail();', python: '# one\ndef fail():\n  raise TypeError("bad")\n\nfail()' }, async (bed, source) => {
        const { status, error } = await bed.run(source);
        same([status, error?.type, error?.message, error?.line], ['error', 'TypeError', 'bad', 3]);
        match(error?.stack ?? '', /cell-1/);
      }),
    },
    {
      name: 'code that cannot be read is refused, with the line',
      ...both({ typescript: 'const a = 1;\nlet b = (;', python: 'a = 1\nb = )' }, async (bed, source) => {
        const { status, error } = await bed.run(source);
        same([status, error?.type, error?.line], ['refused', 'SyntaxError', 2]);
      }),
    },
    {
      name: '20,000 nested parentheses are refused; kernel and host live on',
      ...both({ typescript: `${'('.repeat(20_000)}1${')'.repeat(20_000)}`, python: `${'('.repeat(20_000)}1${')'.repeat(20_000)}` }, async (bed, source) => {
        equal((await bed.run(source)).status, 'refused');
        equal((await valueOf(bed, '1 + 1'))?.['text/plain'], '2');
      }),
    },
    {
      name: 'variables are listed with type, preview and what changed',
      ...both({ typescript: "const city = 'Rome'; const days = [1, 2, 3];", python: "city = 'Rome'\ndays = [1, 2, 3]" }, async (bed, source) => {
        await bed.run(source);
        const { variables } = await bed.run(bed.kernel.language === 'typescript' ? 'days.push(4)' : 'days.append(4)');
        const city = variables.find(({ name }) => name === 'city');
        const days = variables.find(({ name }) => name === 'days');
        same([city?.preview, city?.change], ['Rome', 'same']);
        match(days?.type ?? '', /\[4\]/);
        equal(days?.change, 'changed');
      }),
    },
    {
      name: 'output beyond the limit is dropped and marked',
      kernel: () => ({ limits: { outputLength: 1_000 } }),
      ...both({ typescript: "for (let i = 0; i < 1000; i++) console.log('x'.repeat(100));", python: "for i in range(1000): print('x' * 100)" }, async (bed, source) => {
        const end = await bed.run(source);
        same([end.status, end.outputTruncated, end.stdout.length], ['ok', true, 1_000]);
      }),
    },
    {
      name: 'what an import brings stays, and modules outside the list are refused',
      typescript: async (bed) => {
        equal((await valueOf(bed, "import { join } from 'node:path';\njoin('a', 'b')"))?.['text/plain'], 'a/b');
        equal((await valueOf(bed, "join('c', 'd')"))?.['text/plain'], 'c/d');
        match((await bed.run("import { spawn } from 'node:child_process';")).error?.message ?? '', /cannot be imported/);
      },
      python: async (bed) => {
        equal((await valueOf(bed, 'from os.path import join\njoin("a", "b")'))?.['text/plain'], 'a/b');
        equal((await valueOf(bed, 'join("c", "d")'))?.['text/plain'], 'c/d');
      },
    },
    {
      name: 'packages of the project can be imported, are offered, and cannot be changed in a sandbox',
      kernel: ({ language }) => ({ packages: greeterLayer(language) }),
      ...both({ typescript: "import { greet, path } from 'greeter';\ngreet('Ada')", python: "from greeter import greet, path\ngreet('Ada')" }, async (bed, source) => {
        equal((await valueOf(bed, source))?.['text/plain'], 'hello Ada');
        match(bed.kernel.declarations(), /Also importable.*greeter/);
        if (bed.kernel.place === 'process') return;
        const change = bed.kernel.language === 'typescript' ? "import { appendFileSync } from 'node:fs';\nappendFileSync(path, '1')" : "open(path, 'a').write('1')";
        match((await bed.run(change)).error?.message ?? '', /read-only|denied|not permitted|requires write access/i);
      }),
    },
    {
      name: 'a kernel that was kept ready is like any other',
      kernel: warmKernel,
      ...both({ typescript: "import { writeFileSync } from 'node:fs';\nwriteFileSync('a.txt', 'x');\nawait add({ a: 1, b: 2 })", python: "open('a.txt', 'w').write('x')\nadd(1, 2)" }, async (bed, source) => {
        const { value, artifacts, error } = await bed.run(source);
        same([error?.message, value?.['text/plain'], artifacts.map(({ name }) => name)], [undefined, '3', ['a.txt']]);
        equal(bed.events('kernel-start')[0]?.warm, true);
        await bed.kernel.restart();
        equal(bed.events('kernel-start')[1]?.warm, false);
      }),
    },
    {
      name: 'the plugins are offered as declarations of the language',
      kernel,
      typescript: async (bed) => {
        match(bed.kernel.declarations(), /declare namespace weather \{\n {2}\/\*\* The plugin weather\.load\. \*\/\n {2}function load\(input: \{ city: unknown \}\): Promise<\{ city\?: string; high\?: number \}\[\]>;/);
      },
      python: async (bed) => {
        match(bed.kernel.declarations(), /await name\.aio\(/);
        match(bed.kernel.declarations(), /class weather:\n {4}@staticmethod\n {4}def load\(city: Any\) -> "pandas\.DataFrame":\n {8}"""The plugin weather\.load\./);
      },
    },
    {
      name: 'cells of one kernel wait for each other',
      kernel,
      ...both({ typescript: 'await wait({ ms: 30 });\nglobalThis.order = [...(globalThis.order ?? []), 1];', python: 'wait(30)\norder = globals().get("order", []) + [1]' }, async (bed, source) => {
        const [first, second] = await Promise.all([bed.run(source), bed.run(bed.kernel.language === 'typescript' ? 'order.length' : 'len(order)')]);
        same([first!.status, second!.value?.['text/plain']], ['ok', '1']);
        ok(bed.events('cell-start')[1]!.sequence > bed.events('cell-end')[0]!.sequence);
      }),
    },
  ],
};
