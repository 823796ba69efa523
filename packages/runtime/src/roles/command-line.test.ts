import { bubblewrapPlace } from '@heddle/kernel';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { sessionsIn } from '../session/open-session.test.support.js';
import { createCommandLine } from './command-line.js';

const missing = await bubblewrapPlace.unavailable('typescript');
let sessions: Awaited<ReturnType<typeof sessionsIn>>;
beforeAll(async () => void (sessions = await sessionsIn('command-line')));
afterEach(async () => await sessions.closeRuntimes());
afterAll(async () => await sessions.close());

const command = (text: string) => JSON.stringify({ thought: '', command: text });
const say = (message: string) => JSON.stringify({ thought: '', message });
const roles = [createCommandLine()];
// Where there is no bubblewrap the loop is shown all the same; what isolates is another test's matter.
const shell = { allowUnsandboxed: missing !== undefined };

test('commands run in the working folder until the model can answer, each a cell with source, output and exit code', async () => {
  const { session, events, told } = await sessions.open(
    [command('wc -l < sales.csv; echo 7 > total.txt'), command('cat total.txt; cat missing.txt'), say('3 lines, 7 in all.')],
    { shell }, { roles },
  );
  const round = await session.send('How many lines?', { files: [{ name: 'sales.csv', mimeType: 'text/csv', bytes: Buffer.from('a\nb\nc\n') }] });
  expect(round).toMatchObject({ state: 'finished', reply: '3 lines, 7 in all.' });
  expect(await events('cell-start')).toMatchObject([
    { language: 'shell', source: 'wc -l < sales.csv; echo 7 > total.txt', index: 1, place: missing === undefined ? 'bubblewrap' : 'process' },
    { language: 'shell', index: 2 },
  ]);
  expect(await events('cell-end')).toMatchObject([
    { status: 'ok', stdout: '3\n', value: { 'application/json': { exitCode: 0 } }, artifacts: [{ name: 'total.txt' }] },
    { status: 'error', stdout: '7\n', value: { 'application/json': { exitCode: 1 } } },
  ]);
  expect(told(0)).toContain('Files in the working folder: sales.csv');
  expect(told(2)).toMatch(/exit code 1[\s\S]*missing.txt|missing.txt[\s\S]*exit code 1/);
  expect(round.round.posts.at(-1)?.attachments.map(({ kind }) => kind)).toEqual(['code', 'result', 'artifact', 'code', 'result']);
});

test('a command that needs a permission waits for it', async () => {
  const { session, events, told } = await sessions.open(
    [command('rm -r .'), say('Not allowed.')],
    { shell, policy: { approve: { shell: 'Commands may delete things.' } } },
    { roles, approvals: { ask: async () => ({ decision: 'denied', by: 'the test', note: 'Keep the files.' }) } },
  );
  expect((await session.send('clean up')).reply).toBe('Not allowed.');
  expect(await events('approval-decision')).toMatchObject([{ decision: 'denied' }]);
  expect(await events('cell-end')).toMatchObject([{ status: 'refused', error: { type: 'Denied' } }]);
  expect(told(1)).toContain('the test did not allow the command. Keep the files.');
});

test('commands are limited, take so long and no longer, and are not run again when the session is resumed', async () => {
  const first = await sessions.open(
    [command('echo begun >> log.txt; sleep 60'), command('cat log.txt'), say('never asked for'), say('late')],
    { shell: { ...shell, commandTimeoutMs: 300 } }, { roles: [createCommandLine({ maxCommands: 2 })] },
  );
  expect((await first.session.send('go')).state).toBe('finished');
  expect((await first.events('cell-end')).map(({ status }) => status)).toEqual(['timeout', 'ok']);
  expect(first.told(2)).toContain('No further commands are possible.');
  await sessions.closeRuntimes();
  const second = await sessions.open([command('wc -l < log.txt'), say('one')], { shell }, { roles }, { resume: first.session.id });
  await second.session.send('and now?');
  expect((await second.events('cell-end')).at(-1)).toMatchObject({ stdout: '1\n' });
  expect((await second.events('cell-start')).at(-1)).toMatchObject({ index: 3 });
});

test.skipIf(missing !== undefined)(`in bubblewrap a command writes nowhere but into the working folder${missing === undefined ? '' : ` (skipped: ${missing})`}`, async () => {
  const { session, events } = await sessions.open([command('touch /usr/x; ls /root; pwd'), say('kept in')], { shell }, { roles });
  await session.send('try to get out');
  const [end] = await events('cell-end');
  expect(end).toMatchObject({ stdout: '/workspace\n', stderr: expect.stringMatching(/Read-only file system[\s\S]*No such file or directory/) });
});
