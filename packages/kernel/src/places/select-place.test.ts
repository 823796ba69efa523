import { expect, test } from 'vitest';
import type { Place } from './place.js';
import { selectPlace } from './select-place.js';

function place(name: Place['name'], sandbox: boolean, problem?: string): Place {
  return { name, sandbox, unwinding: 'engine', unavailable: async () => problem, start: () => Promise.reject(new Error('not started here')) };
}

const BWRAP = place('bubblewrap', true);
const BROKEN = place('bubblewrap', true, 'bwrap was not found.');
const PROCESS = place('process', false);

test('auto takes the first that runs, and says what it passed over', async () => {
  expect(await selectPlace({ place: 'auto', language: 'typescript' }, [BWRAP, PROCESS])).toEqual({ place: BWRAP, reason: 'bubblewrap is the strongest place that runs here.' });
  expect((await selectPlace({ place: 'auto', language: 'typescript' }, [BROKEN, PROCESS])).reason).toBe(
    'process is the strongest place that runs here. It does not isolate generated code. Passed over: bubblewrap: bwrap was not found.',
  );
});

test('a required sandbox is never given up', async () => {
  await expect(selectPlace({ place: 'auto', language: 'typescript', requireSandbox: true }, [BROKEN, PROCESS])).rejects.toMatchObject({
    code: 'SANDBOX_REQUIRED', message: 'No sandboxed place can run typescript cells here. bubblewrap: bwrap was not found.',
  });
  await expect(selectPlace({ place: 'process', language: 'typescript', requireSandbox: true }, [PROCESS])).rejects.toMatchObject({ code: 'SANDBOX_REQUIRED' });
});

test('a place asked for by name is taken, or named as unavailable', async () => {
  expect((await selectPlace({ place: 'process', language: 'python' }, [BWRAP, PROCESS])).place).toBe(PROCESS);
  await expect(selectPlace({ place: 'bubblewrap', language: 'python' }, [BROKEN])).rejects.toMatchObject({ code: 'PLACE_UNAVAILABLE', message: 'The place "bubblewrap" cannot run python cells here: bwrap was not found.' });
  await expect(selectPlace({ place: 'podman', language: 'python' }, [PROCESS])).rejects.toMatchObject({ code: 'PLACE_UNAVAILABLE' });
});
