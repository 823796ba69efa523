import { expect, test } from 'vitest';
import { sessionUrl } from './session-url.js';

test('a session is at the server that stays, and nowhere when the server ends with the command', () => {
  const url = 'http://127.0.0.1:4318';
  expect(sessionUrl({ url, owned: false }, 'ses_1')).toBe('http://127.0.0.1:4318/sessions/ses_1');
  expect(sessionUrl({ url, owned: true }, 'ses_1')).toBeNull();
});
