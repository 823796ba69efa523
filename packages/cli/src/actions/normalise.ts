import type { NormaliseProgress, NormaliseResult } from '@heddle/store';
import { CliError } from '../cli-error.js';
import type { HomeOptions } from '../home/home-options.js';
import { openHome } from '../home/open-home.js';
import { counted } from '../terminal/counted.js';
import { plain } from '../terminal/ink.js';
import { progressLine } from '../terminal/progress-line.js';
import { untilStopped } from '../terminal/until-stopped.js';
import { warn } from '../terminal/warn.js';

export interface NormaliseOptions extends HomeOptions {
  readonly project?: string;
  readonly json?: boolean;
}

/** Failed spans that are named in the terminal; `--json` has a hundred. */
const NAMED_FAILURES = 10;

/** Has stored spans read again, until it is done or stopped. @throws {CliError} when it was stopped */
export async function normalise({ project, json, ...options }: NormaliseOptions): Promise<void> {
  const stop = new AbortController();
  void untilStopped().then(() => stop.abort());
  const home = await openHome(options);
  const progress = progressLine(process.stderr);
  let result: NormaliseResult;
  try {
    result = await home.api.normaliseAgain({
      ...(project !== undefined && { project }), signal: stop.signal, onProgress: (counts) => progress.show(`${sentence(counts)} …`),
    });
  } finally {
    progress.clear();
    await home.close();
  }
  if (json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else process.stdout.write(`${sentence(result)}.\n`);
  for (const { traceId, spanId, reason } of json ? [] : result.failures.slice(0, NAMED_FAILURES)) {
    warn(`the span ${spanId} of trace ${traceId} stays as it is, since it cannot be read: ${plain(reason)}`);
  }
  if (result.stopped) throw new CliError('It was stopped before the end. What is done stays; run it again for the rest.');
}

function sentence({ spans, changed, traces, failed }: NormaliseProgress): string {
  const failures = failed === 0 ? '' : `, ${failed.toLocaleString('en-US')} could not be read`;
  return `${counted(spans, 'span')} read again, ${changed.toLocaleString('en-US')} changed${failures}, ${counted(traces, 'trace')} resolved`;
}
