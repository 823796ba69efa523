import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const COMMAND = fileURLToPath(new URL('../packages/cli/bin/heddle.js', import.meta.url));

/** What may be set in a developer's shell and must not reach a test. */
const KEPT_OUT = /^(OPENAI|ANTHROPIC|GEMINI|GOOGLE|HEDDLE)_|^FORCE_COLOR$/;

/**
 * A real `heddle up --demo` on a folder and a port of its own. Waits until the demo has run; no key of a provider
 * reaches it, so the script answers.
 *
 * @param {string} dataDir
 * @returns {Promise<{ url: string, output(): string, stop(): Promise<void> }>}
 */
export async function startDemo(dataDir) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !KEPT_OUT.test(name)));
  const child = spawn(process.execPath, [COMMAND, 'up', '--demo', '--port', '0', '--data', dataDir], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  await new Promise((resolve, reject) => {
    const collect = (chunk) => {
      text += chunk.toString();
      if (text.includes('The dashboard is at ')) resolve();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('exit', (code) => reject(new Error(`heddle up ended with ${code}:\n${text}`)));
  });
  return {
    url: /Heddle is at (\S+)/.exec(text)[1],
    output: () => text,
    async stop() {
      child.kill('SIGINT');
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}
