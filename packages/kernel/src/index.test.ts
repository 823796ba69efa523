import { expect, test } from 'vitest';
import * as kernel from './index.js';

test('the public surface is these names and no others', () => {
  expect(Object.keys(kernel).sort()).toEqual([
    'ApprovalQueue', 'DEFAULT_LIMITS', 'KernelError', 'KernelPool', 'RESERVED_WORDS', 'bubblewrapPlace', 'createKernel', 'createTerminalApprovals', 'denoPlace', 'hasRules',
    'matchesPattern', 'openCallDesk', 'openPackageLayer', 'openShell', 'processPlace', 'selectPlace', 'selectShellPlace', 'verifyCode',
  ]);
});
