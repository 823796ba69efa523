import { spawn } from 'node:child_process';
import { engineOf } from '../../bench/load/child-processes.mjs';
import { ROOT } from '../install.mjs';

const HEDDLE = `${ROOT}packages/cli/bin/heddle.js`;
const START_TIMEOUT_MS = 60_000;

/**
 * `heddle up` as a process of its own.
 *
 * @param options.port - 0 for any free one; a restarted server takes the port of the one before
 * @returns when it answers
 */
export async function startHeddle({ data, port }) {
  const { HEDDLE_URL: _url, HEDDLE_ACCESS_KEY: _key, ...env } = process.env;
  const child = spawn(process.execPath, [HEDDLE, 'up', '--data', data, '--port', String(port), '--grpc-port', 'off'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const url = await addressOf(child);
  return {
    url,
    port: Number(new URL(url).port),
    pid: child.pid,
    /** @param victim - `server`, `engine` or `both` */
    async kill(victim) {
      const engine = await engineOf(child.pid);
      if (victim !== 'server' && engine !== undefined) killIfThere(engine);
      if (victim === 'engine') return;
      killIfThere(child.pid);
      await ended;
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function addressOf(child) {
  return new Promise((resolve, reject) => {
    let text = '';
    const timer = setTimeout(() => fail(`is not ready after ${START_TIMEOUT_MS / 1_000} s`), START_TIMEOUT_MS);
    const fail = (what) => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      reject(new Error(`heddle up ${what}:\n${text}`));
    };
    const look = (piece) => {
      text = (text + piece).slice(-10_000);
      const url = /Heddle is at (http:\S+)/.exec(text)?.[1];
      if (url === undefined) return;
      clearTimeout(timer);
      resolve(url);
    };
    child.stdout.setEncoding('utf8').on('data', look);
    child.stderr.setEncoding('utf8').on('data', look);
    child.once('exit', (code, signal) => fail(`ended with ${signal ?? code}`));
  });
}

function killIfThere(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
