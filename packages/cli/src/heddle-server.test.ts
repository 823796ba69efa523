import type { HeddleEvent, SpanRecord, TraceView } from '@heddle/model';
import { eventsFromSpans, toAgentOpsEvents, type AgentOpsEvent } from '@heddle/sdk';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { heddle, liveHeddle, type LiveHeddle } from './heddle-process.test.support.js';
import { createTestFolders, type TestFolders } from './test-folders.test.support.js';

let folders: TestFolders;

beforeAll(async () => void (folders = await createTestFolders()));
afterAll(async () => await folders.remove());

async function agentOpsOf(sessionId: string, where: string): Promise<readonly AgentOpsEvent[]> {
  return JSON.parse((await heddle(['export', sessionId, '--format', 'agentops-events'], { cwd: where })).stdout) as readonly AgentOpsEvent[];
}

const toolsOf = (events: readonly AgentOpsEvent[]) => events.flatMap((event) => (event.event_type === 'tools' ? [event] : []));
const errorsOf = (events: readonly AgentOpsEvent[]) => events.flatMap((event) => (event.event_type === 'errors' ? [[event.trigger_event_id, event.details]] : []));
const othersOf = (events: readonly AgentOpsEvent[]) => events.filter(({ event_type: type }) => type === 'actions' || type === 'llms');

describe('beside a running server', { timeout: 120_000 }, () => {
  let up: LiveHeddle;
  let cwd: string;
  let url: string;
  let demo: Record<string, unknown> & { sessionId: string; traceIds: string[] };

  beforeAll(async () => {
    cwd = await folders.make();
    up = liveHeddle(['up', '--port', '0'], { cwd });
    url = (await up.until(/Heddle is at (http:\S+)/))[1]!;
    const { code, stdout } = await heddle(['demo', '--json'], { cwd });
    expect(code).toBe(0);
    demo = JSON.parse(stdout.trim().split('\n').at(-1)!) as typeof demo;
  });
  afterAll(async () => {
    const { code, stdout } = await up.stop();
    expect(code).toBe(0);
    expect(stdout).toContain('Stopping: finishing what was sent');
  });

  test('the demo says what happened in one JSON object', () => {
    expect(demo).toEqual({
      sessionId: expect.stringMatching(/^ses_/) as string, traceIds: [expect.any(String), expect.any(String)], rounds: 2, posts: expect.any(Number) as number,
      modelCalls: expect.any(Number) as number, cells: expect.any(Number) as number, calls: expect.any(Number) as number, failedCalls: expect.any(Number) as number,
      artifacts: expect.any(Number) as number, costUsd: null, place: expect.any(String) as string, model: 'scripted', url: `${url}/sessions/${demo.sessionId}`,
    });
  });

  test('sessions and show find it', async () => {
    const list = await heddle(['sessions', '--json'], { cwd });
    expect(JSON.parse(list.stdout)).toMatchObject({ sessions: [{ sessionId: demo.sessionId }] });
    const shown = await heddle(['show', demo.sessionId], { cwd });
    expect(shown.code).toBe(0);
    expect(shown.stdout).toContain('weather.load');
    const traces = JSON.parse((await heddle(['show', demo.sessionId, '--json'], { cwd })).stdout) as TraceView[];
    expect(traces.map(({ trace, spans }) => [trace.traceId, spans.length])).toEqual(demo.traceIds.map((traceId, n) => [traceId, traces[n]!.trace.totals.spans]));
    const roundId = traces[1]!.spans[0]!.attributes['heddle.round.id'] as string;
    expect(JSON.parse((await heddle(['show', roundId, '--json'], { cwd })).stdout)).toEqual([traces[1]]);
    expect(await heddle(['show', 'rnd_nobody'], { cwd })).toMatchObject({ code: 1, stderr: expect.stringContaining('rnd_nobody') as string });
    const unknown = await heddle(['show', 'ses_nobody'], { cwd });
    expect(unknown).toMatchObject({ code: 1, stderr: expect.stringMatching(/^heddle: .*ses_nobody.*\n$/) as string });
  });

  test.each([
    ['events', (items: unknown[]) => (items as HeddleEvent[]).map(({ sequence }) => sequence).every((sequence, index) => sequence === index + 1)],
    ['spans', (items: unknown[]) => (items as SpanRecord[]).some(({ kind, name }) => kind === 'tool' && name === 'weather.load')],
    ['agentops-events', (items: unknown[]) => (items as { event_type: string }[]).every(({ event_type: type }) => ['actions', 'llms', 'tools', 'errors'].includes(type))],
  ])('export --format %s is one JSON array, from the journal and from the server alike', async (format, holds) => {
    const near = await heddle(['export', demo.sessionId, '--format', format], { cwd });
    const items = JSON.parse(near.stdout) as unknown[];
    expect(items.length).toBeGreaterThan(10);
    expect(holds(items)).toBe(true);
    const far = await heddle(['export', demo.sessionId, '--format', format], { cwd: await folders.make(), env: { HEDDLE_URL: url } });
    expect((JSON.parse(far.stdout) as unknown[]).length).toBe(items.length);
  });

  /** What the server has of these traces, as the API gives it. */
  async function spansOf(traceIds: readonly string[]): Promise<readonly SpanRecord[]> {
    const views = await Promise.all(traceIds.map(async (id) => (await (await fetch(`${url}/api/traces/${id}?limit=2000`)).json()) as TraceView));
    return views.flatMap(({ spans }) => spans);
  }

  test('the spans that reached the server tell the same AgentOps events as the journal, one by one', async () => {
    const fromSpans = toAgentOpsEvents(eventsFromSpans(await spansOf(demo.traceIds)));
    expect(fromSpans).toEqual(await agentOpsOf(demo.sessionId, cwd));
  });

  test('above a thousand calls of one cell the journal has each call, and the spans tell the same counts and every failure', async () => {
    const here = await folders.make({ 'heddle.config.json': '{ "plugins": ["./plugins"] }' });
    await mkdir(join(here, 'plugins'));
    await copyFile(fileURLToPath(new URL('../template/plugins/hello.ts', import.meta.url)), join(here, 'plugins', 'hello.ts'));
    const script = await folders.script([
      { to: 'CodeInterpreter', message: 'Greet many.' },
      { code: "let refused = 0;\nfor (let n = 0; n < 1200; n++) {\n  try { await hello({ name: n % 100 === 7 ? '' : 'x' + n }); } catch { refused++; }\n}\nrefused" },
      { to: 'User', message: 'Done.' },
    ]);
    const { stdout, code } = await heddle(['run', 'Greet many', '--script', script, '--json'], { cwd: here, env: { HEDDLE_URL: url } });
    const { sessionId, traceIds, calls, failedCalls } = JSON.parse(stdout.trim().split('\n').at(-1)!) as { sessionId: string; traceIds: string[]; calls: number; failedCalls: number };
    expect({ code, calls, failedCalls }).toEqual({ code: 0, calls: 1_200, failedCalls: 12 });
    const journal = await agentOpsOf(sessionId, here);
    const spans = await spansOf(traceIds);
    const told = toAgentOpsEvents(eventsFromSpans(spans));
    expect(toolsOf(journal)).toHaveLength(1_200);
    expect(toolsOf(told).length).toBeLessThan(1_100);
    const inSum = toolsOf(told).flatMap(({ params }) => (typeof params === 'object' && params !== null && 'calls' in params ? [params as { calls: number; failed: number }] : []));
    expect(inSum).toHaveLength(1);
    expect(toolsOf(told).length - 1 + inSum[0]!.calls).toBe(1_200);
    expect(inSum[0]!.failed).toBe(0);
    expect(errorsOf(told)).toEqual(errorsOf(journal));
    expect(othersOf(told)).toEqual(othersOf(journal));
  });

  test('a second server on the same folder is refused in one sentence', async () => {
    const { code, stderr } = await heddle(['up', '--port', '0'], { cwd });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^heddle: .* is in use by process \d+ at http:\S+\. Stop it, or pass another folder\.\n$/);
  });
});

test('a port that is taken is one sentence, and the folder is given up again', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo;
  const cwd = await folders.make();
  const { code, stderr } = await heddle(['up', '--port', String(port)], { cwd });
  await new Promise((resolve) => other.close(resolve));
  expect(code).toBe(1);
  expect(stderr).toMatch(new RegExp(`^heddle: Port ${port} of 127\\.0\\.0\\.1 is in use, .*\\n$`));
  await expect(readFile(join(cwd, '.heddle', 'owner.json'))).rejects.toMatchObject({ code: 'ENOENT' });
});

test('with an access key, clients need it, and commands in the folder have it', async () => {
  const cwd = await folders.make();
  const key = 'a-key-of-some-length';
  const up = liveHeddle(['up', '--port', '0', '--grpc-port', '0'], { cwd, env: { HEDDLE_ACCESS_KEY: key } });
  const [, url] = await up.until(/Heddle is at (http:\S+) .*gRPC on port \d+/);
  expect((await fetch(`${url!}/api/sessions`)).status).toBe(401);
  expect(await heddle(['sessions'], { cwd })).toMatchObject({ code: 0, stdout: 'No sessions yet. "heddle demo" makes one.\n' });
  expect((await up.stop('SIGTERM')).code).toBe(0);
});
