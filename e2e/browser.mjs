import chromium from '@sparticuz/chromium';
import { spawnSync } from 'node:child_process';

/**
 * The browser that came with npm, or which system libraries it lacks on this machine.
 *
 * @returns {Promise<{ executablePath: string, args: string[] } | { missing: string }>}
 */
export async function findBrowser() {
  const executablePath = await chromium.executablePath();
  const { stdout } = spawnSync('ldd', [executablePath], { encoding: 'utf8' });
  const missing = [...(stdout ?? '').matchAll(/(\S+) => not found/g)].map(([, name]) => name);
  if (missing.length > 0) return { missing: `system libraries are missing: ${missing.join(', ')}` };
  return { executablePath, args: [...chromium.args, '--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'] };
}
