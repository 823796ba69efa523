import process from 'node:process';
import type { HostFrame } from '../protocol/frames.js';
import { cellHelpers } from './cell-helpers.mjs';
import { receive, send } from './channel.mjs';
import { redirectConsole } from './console.mjs';
import { display } from './display.mjs';
import { interruptFlag, startInterrupter } from './interrupter.mjs';
import { definePlugins, PluginError, settleCall } from './plugin-stubs.mjs';
import { describeError, interruptCell, runCell } from './run-cell.mjs';
import { wrapTimers } from './timers.mjs';

/** The kernel's program for TypeScript cells, in Node and in Deno. It has no dependencies. */
const exit = process.exit.bind(process);
const { version } = process;

Object.defineProperty(globalThis, '__k', { value: cellHelpers, enumerable: false });
Object.assign(globalThis, { display, PluginError });
redirectConsole();
wrapTimers();
process.on('unhandledRejection', warn);
process.on('uncaughtException', warn);

function warn(thrown: unknown): void {
  if (interruptFlag[0] !== 0) return; // The interrupt itself, thrown in a timer's callback.

  const { type, message, line } = describeError(thrown);
  send({ t: 'warn', message: `Nobody caught ${type}: ${message}${line === undefined ? '' : ` (line ${line})`}` });
}

function take(frame: HostFrame): void {
  switch (frame.t) {
    case 'plugins': return definePlugins(frame.plugins);
    case 'cell': return runCell(frame);
    case 'reply': return settleCall(frame);
    case 'interrupt': return interruptCell(frame.cell);
    case 'preload': return;
    case 'echo': return send({ t: 'echo', id: frame.id, value: frame.value });
  }
}

const hostGone = receive(take);
send({ t: 'ready', runtime: 'Deno' in globalThis ? `deno ${(globalThis as { Deno?: { version: { deno: string } } }).Deno?.version.deno}` : `node ${version}` });
// After the host has heard: a thread takes as long to start as all of the above. What the host asks of it meanwhile waits.
startInterrupter();
await hostGone;
exit(0);
