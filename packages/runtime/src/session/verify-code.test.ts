import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { coded, planned, sessionsIn } from './open-session.test.support.js';

let sessions: Awaited<ReturnType<typeof sessionsIn>>;
beforeAll(async () => void (sessions = await sessionsIn('verify-code')));
afterEach(async () => await sessions.closeRuntimes());
afterAll(async () => await sessions.close());

test('code that breaks a rule is checked on record, does not run, and goes back to the model with why', async () => {
  const { session, events, told } = await sessions.open(
    [planned('CodeInterpreter', 'go'), coded("globalThis.ran = true;\nimport { exec } from 'node:child_process';"), coded('typeof globalThis.ran'), planned('User', 'done')],
    { policy: { code: { allowModules: ['fs'], denyFunctions: ['eval'] } } },
  );
  const round = await session.send('go');
  expect(await events('operation-start')).toMatchObject([{ name: 'verify_code', kind: 'guardrail' }, { name: 'verify_code' }]);
  expect(await events('operation-end')).toMatchObject([{ output: { allowed: false, problems: [{ line: 2 }] } }, { output: { allowed: true } }]);
  expect(await events('cell-end')).toMatchObject([{ status: 'refused', error: { type: 'ForbiddenCode', line: 2 } }, { status: 'ok' }]);
  expect(told(2)).toContain('The module child_process must not be imported. Allowed: fs.');
  expect(round.round.posts.find(({ from }) => from === 'CodeInterpreter')?.message).toContain('undefined');
});
