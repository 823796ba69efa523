import { expect, test } from 'vitest';
import { createScriptedModel } from '../models/scripted-model.js';
import { planProject } from './plan-project.js';

const at = { directory: '/project', file: '/project/heddle.config.ts' };

function problemOf(content: unknown, env: Record<string, string> = {}): string {
  try {
    planProject({ ...at, content, env });
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

test('the environment wins over the file, the file over the default', () => {
  const project = planProject({
    ...at,
    content: { app: 'sales', kernel: { language: 'python', packages: ['pandas==2.2.3', './shared'] }, limits: { maxHops: 5 } },
    env: { HEDDLE_LIMITS_MAX_HOPS: '9', HEDDLE_KERNEL_REQUIRE_SANDBOX: 'yes', HEDDLE_URL: 'off' },
  });
  expect(project.config).toMatchObject({
    app: 'sales',
    dataDir: '/project/.heddle',
    kernel: { language: 'python', requireSandbox: true, place: 'auto', poolSize: 0, packages: ['pandas==2.2.3', '/project/shared'] },
    limits: { maxHops: 9, maxAttempts: 3 },
    telemetry: { heddle: false },
  });
});

test('blank variables set nothing', () => {
  expect(planProject({ ...at, content: { app: 'sales' }, env: { HEDDLE_APP: ' ' } }).config.app).toBe('sales');
});

test('plugin folders and the data folder are found from the project', () => {
  const project = planProject({ ...at, content: { plugins: ['./plugins', '/shared'], dataDir: 'data', workspace: '..' }, env: {} });
  expect(project).toMatchObject({ pluginFolders: ['/project/plugins', '/shared'], plugins: [], config: { dataDir: '/project/data', workspace: '/' } });
});

test('HEDDLE_MODEL wins over the model of the file, a mere key does not', () => {
  const content = { model: 'anthropic/claude-sonnet-5-5' };
  expect(planProject({ ...at, content, env: { OPENAI_API_KEY: 'k' } }).model).toBe('anthropic/claude-sonnet-5-5');
  expect(planProject({ ...at, content, env: { HEDDLE_MODEL: 'ollama/qwen3' } }).model).toBe('ollama/qwen3');
  const model = createScriptedModel({ replies: [] });
  expect(planProject({ ...at, content: { model }, env: {} }).model).toBe(model);
});

test('every problem of file and environment is named at once', () => {
  const message = problemOf(
    { kernal: {}, kernel: { place: 'moon', languge: 'python' }, plugins: [7], model: 'gpt-9', telemetry: { backends: [{ kind: 'otlp-http', url: 'x', headers: { authorization: 7 } }, { kind: 'agentop', apiKey: 's3cret' }, { kind: 'agentops', apiKey: ['s3cret'] }] } },
    { HEDDLE_LIMITS_MAX_HOPS: 'many' },
  );
  expect(message).toContain('/project/heddle.config.ts cannot be used');
  expect(message).toContain('kernal is not a setting; did you mean kernel?');
  expect(message).toContain('kernel.languge is not a setting; did you mean kernel.language?');
  expect(message).toContain('kernel.place is "moon"');
  expect(message).toContain('plugins.0 is 7: expected a plugin made by definePlugin');
  expect(message).toContain('HEDDLE_LIMITS_MAX_HOPS is "many": expected number');
  expect(message).toContain('telemetry.backends.2.apiKey is (not shown)');
  expect(message).toContain('telemetry.backends.1.kind is "agentop": did you mean "agentops"?');
  expect(message).not.toContain('s3cret');
});

test.each([
  [{ model: 'gpt-9' }, 'model is "gpt-9", which names no provider'],
  [{ models: { Planner: 'nobody/x' } }, 'models.Planner is "nobody/x"'],
  [{ telemetry: { heddle: 5 } }, 'telemetry.heddle is 5: expected text or off'],
  [{ roles: [{ name: 'Critic' }] }, 'roles.0 is an object: expected a role'],
  [{ kernel: 'python' }, 'kernel is "python": expected object'],
])('%j is refused', (content, expected) => {
  expect(problemOf(content)).toContain(expected);
});

test('a prototype cannot be set from a file', () => {
  const content: unknown = JSON.parse('{"__proto__": {"app": "evil"}, "kernel": {"__proto__": {"place": "process"}}}');
  try {
    expect(planProject({ ...at, content, env: {} }).config).toMatchObject({ app: 'heddle', kernel: { place: 'auto' } });
  } catch (error) {
    expect((error as Error).message).toContain('__proto__');
  }
});
