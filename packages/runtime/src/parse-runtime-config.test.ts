import { expect, test } from 'vitest';
import { createRuntime, type RuntimeOverrides } from './create-runtime.js';
import { parseRuntimeConfig } from './parse-runtime-config.js';

test('everything has a default', () => {
  expect(parseRuntimeConfig({})).toMatchObject({ app: 'heddle', dataDir: '.heddle', kernel: { language: 'typescript', place: 'auto' }, limits: { maxHops: 16 } });
});

function problemOf(input: unknown, parts?: object): string {
  try {
    parseRuntimeConfig(input, parts);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

test('all problems are named at once, each unknown key with the known one most like it', () => {
  const message = problemOf({
    datadir: 'x', kernel: { languge: 'python', place: 'bubblewarp' }, limits: { maxHops: 0 }, policy: { perPlugin: { pay: { cals: 1 } } },
    telemetry: { backends: [{ kind: 'console' }, { kind: 'agentops', apikey: 's3cret' }] },
  });
  expect(message).toMatch(/^The configuration cannot be used: /);
  expect(message).toContain('datadir is not a setting; did you mean dataDir?');
  expect(message).toContain('kernel.languge is not a setting; did you mean kernel.language?');
  expect(message).toContain('kernel.place is "bubblewarp": did you mean "bubblewrap"?');
  expect(message).toContain('limits.maxHops is 0: Too small');
  expect(message).toContain('policy.perPlugin.pay.cals is not a setting; did you mean policy.perPlugin.pay.calls?');
  expect(message).toContain('telemetry.backends.1.apikey is not a setting; did you mean telemetry.backends.1.apiKey?');
  expect(message).not.toContain('s3cret');
});

test('what belongs in the other argument is told so', () => {
  expect(problemOf({ plugins: [] })).toContain('plugins is code, not a setting; give it in the second argument: createRuntime(config, { plugins })');
  expect(problemOf({}, { plugin: [] })).toContain('plugin is no part; did you mean plugins?');
  expect(problemOf({}, { zzz: 1 })).toContain('zzz is no part; known here: model, models, plugins');
});

test('a runtime is not made of either', async () => {
  await expect(createRuntime({ kernal: {} } as object, {})).rejects.toMatchObject({ code: 'BAD_CONFIG', message: expect.stringContaining('did you mean kernel?') as string });
  await expect(createRuntime({}, { plugns: [] } as RuntimeOverrides)).rejects.toMatchObject({ code: 'BAD_CONFIG', message: expect.stringContaining('did you mean plugins?') as string });
});

test('names of a prototype are no settings', () => {
  const message = problemOf(JSON.parse('{ "constructor": 1, "kernel": { "toString": 1, "__proto__": { "x": 1 } } }'));
  for (const key of ['constructor', 'kernel.toString', 'kernel.__proto__']) expect(message).toContain(`${key} is not a setting; known here: `);
});
