import { expect, test } from 'vitest';
import { approvalReason, forbidden } from './call-policy.js';

test('deny wins over allow, and a pattern means a whole group', () => {
  const policy = { allow: ['weather.*', 'mail'], deny: ['weather.delete'] };
  expect(forbidden(policy, 'weather.load')).toBeUndefined();
  expect(forbidden(policy, 'weather.delete')).toBe('The policy denies calls of weather.delete.');
  expect(forbidden(policy, 'weatherman')).toBe('The policy does not allow calls of weatherman.');
  expect(forbidden({}, 'anything')).toBeUndefined();
});

test('the first pattern that fits gives the reason for asking', () => {
  const policy = { approve: { 'mail.send': 'It sends mail.', '*': 'All calls are watched.' } };
  expect(approvalReason(policy, 'mail.send')).toBe('It sends mail.');
  expect(approvalReason(policy, 'weather.load')).toBe('All calls are watched.');
  expect(approvalReason({}, 'weather.load')).toBeUndefined();
});
