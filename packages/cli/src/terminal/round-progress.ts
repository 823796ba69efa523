import type { HeddleEvent } from '@heddle/model';
import type { EventHandler } from '@heddle/sdk';
import { counted } from './counted.js';
import { formatDuration } from './durations.js';
import { ink, plain } from './ink.js';

/** Says in the terminal what a session is doing, a line per step. */
export function roundProgress(write: (line: string) => void): EventHandler {
  return {
    name: 'terminal',
    handle(event) {
      const line = progressLine(event);
      if (line !== undefined) write(line);
    },
  };
}

function progressLine(event: HeddleEvent): string | undefined {
  switch (event.type) {
    case 'round-start': return `\n${ink('strong', `You: ${plain(event.query)}`)}`;
    case 'post-start': return ink('quiet', `  ${event.from} …`);
    case 'post-attachment': return event.attachment.kind === 'plan' ? event.attachment.steps.map((step) => `    ${step.state === 'done' ? '✓' : '·'} ${plain(step.text)}`).join('\n') : undefined;
    case 'cell-start': return `    ${ink('code', `cell ${event.index}`)}${event.attempt > 1 ? `, attempt ${event.attempt}` : ''} ${ink('quiet', `${event.language}, ${event.source.split('\n').length} lines, in ${event.place}`)}`;
    case 'call-end': return undefined;
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
