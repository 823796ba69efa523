import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { StoreError } from '../errors.js';
import type { FromEngine, ToEngine } from './engine-messages.js';
import { engineStartFailure } from './engine-start-failure.js';
import { restartDelayMs } from './restart-delay.js';

/** Where an engine answers. After a restart it is another place. */
interface EngineAddress {
  readonly url: string;
  readonly token: string;
  readonly version: string;
  readonly pid: number;
}

/** Keeps one engine process running on one folder. */
export interface EngineSupervisor {
  /** The engine that runs, waiting for one that is starting. @throws {StoreError} when it cannot be started */
  address(): Promise<EngineAddress>;
  close(): Promise<void>;
}

const PROGRAM = fileURLToPath(new URL('./engine-process.js', import.meta.url));
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 20_000;
const DEATH_WINDOW_MS = 60_000;
/** A little below the server, which answers everybody: with all cores busy, its event loop waited a third longer for its turn. */
const NICENESS = 5;
/** Callers wait for an engine that is started again within this time; of a longer wait they are told. */
const SILENT_DELAY_MS = 1_000;

/**
 * Starts the embedded engine in a process of its own, and again whenever it dies.
 *
 * @throws {StoreError} `ENGINE_MISSING` when the engine has no build for this platform, `STORE_LOCKED` when another process
 *   has the folder open, `ENGINE_FAILED` for anything else
 */
export async function createEngineSupervisor(directory: string): Promise<EngineSupervisor> {
  let closing = false;
  let deaths: number[] = [];
  let child: ChildProcess | undefined;
  let current: Promise<EngineAddress>;

  function start(): Promise<EngineAddress> {
    const started = startEngine(directory, (process) => {
      child = process;
    }, onDeath);
    // Whoever asks for the address hears of the failure; nobody may be asking right now.
    started.catch(() => undefined);
    return started;
  }

  function onDeath(how: string): void {
    child = undefined;
    if (closing) return;
    const now = Date.now();
    deaths = [...deaths.filter((time) => time > now - DEATH_WINDOW_MS), now];
    const delayMs = restartDelayMs(deaths.length);
    const restarted = new Promise<void>((resolve) => setTimeout(resolve, delayMs).unref()).then(() => {
      if (closing) throw new StoreError('STORE_CLOSED', 'The store is closed.');
      current = start();
      return current;
    });
    current = delayMs <= SILENT_DELAY_MS ? restarted : Promise.reject(new StoreError(
      'ENGINE_FAILED',
      `The database engine died ${deaths.length} times within a minute (last: ${how}); it is started again in ${delayMs / 1_000} s.`,
    ));
    current.catch(() => undefined);
    restarted.catch((error: unknown) => onDeath(error instanceof Error ? error.message : String(error)));
  }

  current = start();
  await current;
  return {
    address: () => current,
    async close() {
      closing = true;
      await current.catch(() => undefined);
      if (child) await stopEngine(child);
    },
  };
}

/**
 * Of the engine's own allocator: what an insert or a merge is done with goes back to the system after half a second instead of five. That
 * is 80 MB less in a flood, at no cost that could be measured.
 *
 * @see jemalloc(3), "TUNING"; the engine's jemalloc reads `JE_MALLOC_CONF`
 */
const MALLOC_CONF = 'dirty_decay_ms:500,muzzy_decay_ms:0';

function startEngine(
  directory: string,
  onSpawn: (child: ChildProcess) => void,
  onDeath: (how: string) => void,
): Promise<EngineAddress> {
  return new Promise((resolve, reject) => {
    const token = randomBytes(24).toString('base64url');
    const child = fork(PROGRAM, [], {
      execArgv: [],
      env: {
        PATH: process.env['PATH'], TZ: 'UTC', JE_MALLOC_CONF: MALLOC_CONF,
        // Queries hold a thread of the pool for as long as they run.
        UV_THREADPOOL_SIZE: '16',
      },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    onSpawn(child);
    giveWay(child);
    const lastWords = keepTail(child);
    let ready = false;
    let failed = false;
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new StoreError('ENGINE_FAILED', `The database engine was not ready within ${START_TIMEOUT_MS / 1000} s on ${directory}.`));
    }, START_TIMEOUT_MS);

    child.on('message', (message: FromEngine) => {
      clearTimeout(timer);
      if (message.kind === 'ready') {
        ready = true;
        resolve({ url: `http://127.0.0.1:${message.port}`, token, version: message.version, pid: child.pid ?? 0 });
      } else {
        failed = true;
        // The engine gives its reasons on the error output, which has all arrived once it is closed.
        child.once('close', () => reject(engineStartFailure(directory, message, lastWords())));
        child.kill('SIGKILL');
      }
    });
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(new StoreError('ENGINE_FAILED', `The database engine could not be started: ${error.message}.`, { cause: error }));
    });
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      const how = signal ? `killed by ${signal}` : `exit code ${code}`;
      if (ready) onDeath(how);
      else if (!failed) reject(new StoreError('ENGINE_FAILED', `The database engine stopped while starting (${how}) ${lastWords()}`.trimEnd()));
    });
    child.send({ kind: 'open', directory, token } satisfies ToEngine);
  });
}

/** Threads that the process starts later take its priority over. */
function giveWay({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) setPriority(pid, NICENESS);
  } catch {
    // It died already, which is heard of elsewhere, or the system has no priorities: it runs all the same.
  }
}

/** Asks the engine to finish; one that does not is killed, which loses nothing that was acknowledged. */
function stopEngine(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) {
      resolve();
      return;
    }
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    if (child.connected) child.send({ kind: 'close' } satisfies ToEngine, () => undefined);
    else child.kill('SIGKILL');
  });
}

/** The last lines of what the process wrote to its error output. */
function keepTail(child: ChildProcess): () => string {
  let tail = '';
  child.stderr?.setEncoding('utf8');
  child.stderr?.on('data', (text: string) => {
    tail = (tail + text).slice(-2_000);
  });
  return () => tail.trim();
}
