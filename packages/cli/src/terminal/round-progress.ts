import type { CallEnd, HeddleEvent } from '@heddle/model';
import type { EventHandler } from '@heddle/sdk';
import { counted } from './counted.js';
import { formatDuration } from './durations.js';
import { ink, plain } from './ink.js';

/** Says in the terminal what a session is doing, a line per step. */
export function roundProgress(write: (line: string) => void): EventHandler {
  /** Calls that the model makes itself, by id: those of code are counted with their cell. */
  const running = new Map<string, string>();
  return {
    name: 'terminal',
    handle(event) {
      if (event.type === 'call-start' && event.cellId === undefined && event.parentCallId === undefined) running.set(event.callId, event.plugin);
      const line = event.type === 'call-end' ? callLine(event, running.get(event.callId)) : progressLine(event);
      if (event.type === 'call-end') running.delete(event.callId);
      if (line !== undefined) write(line);
    },
  };
}

function callLine({ status, error, durationMs }: CallEnd, plugin: string | undefined): string | undefined {
  if (plugin === undefined) return undefined;
  const why = error ? ink('bad', `  ${plain(error.type)}: ${plain(error.message.split('\n')[0] ?? '')}`) : '';
  return `    ${status === 'ok' ? ink('good', '✓') : ink('bad', '✗')} ${ink('call', plain(plugin))}, ${formatDuration(durationMs)}${why}`;
}

function progressLine(event: HeddleEvent): string | undefined {
  switch (event.type) {
    case 'round-start': return `\n${ink('strong', `You: ${plain(event.query)}`)}`;
    case 'post-start': return ink('quiet', `  ${event.from} …`);
    case 'post-attachment': return event.attachment.kind === 'plan' ? event.attachment.steps.map((step) => `    ${step.state === 'done' ? '✓' : '·'} ${plain(step.text)}`).join('\n') : undefined;
    case 'cell-start': return `    ${ink('code', `cell ${event.index}`)}${event.attempt > 1 ? `, attempt ${event.attempt}` : ''} ${ink('quiet', `${event.language}, ${counted(event.source.split('\n').length, 'line')}, in ${event.place}`)}`;
    case 'cell-end': {
      const failed = event.calls.failed > 0 ? `, ${ink('bad', `${event.calls.failed} failed`)}` : '';
      const error = event.error ? ink('bad', `  ${plain(event.error.type)}: ${plain(event.error.message.split('\n')[0] ?? '')}`) : '';
      return `    ${event.status === 'ok' ? ink('good', '✓') : ink('bad', '✗')} ${formatDuration(event.durationMs)}, ${counted(event.calls.host, 'call')}${failed}${error}`;
    }
    case 'model-call-error': return ink('bad', `    the model failed: ${plain(event.error.message)}${event.willRetry ? ' (trying again)' : ''}`);
    case 'round-end': return `\n${plain(event.reply)}${event.state === 'finished' ? '' : `\n${ink('bad', `(${event.state}${event.reason ? `: ${plain(event.reason)}` : ''})`)}`}`;
    default: return undefined;
  }
}
