import type { EventHandler } from '@heddle/sdk';

/** Says each plugin call as it ends, with the line of code that made it. */
export function watchCalls(say: (line: string) => void): EventHandler {
  const calls = new Map<string, string>();
  return {
    name: 'watch calls',
    handle(event) {
      if (event.type === 'call-start') calls.set(event.callId, `${event.plugin}, line ${event.line ?? '?'}`);
      if (event.type !== 'call-end') return;
      const told = event.error ? event.error.message : (event.result?.summary ?? 'nothing');
      say(`${calls.get(event.callId)}: ${event.status}, ${told}`);
      calls.delete(event.callId);
    },
  };
}
