import chromium from '@sparticuz/chromium';
import { spawnSync } from 'node:child_process';

/** A browser that came with npm. */
export interface Browser {
  readonly executablePath: string;
  readonly args: readonly string[];
}

/** The browser, or which system libraries it lacks on this machine. */
export async function findBrowser(): Promise<Browser | { readonly missing: string }> {
  const executablePath = await chromium.executablePath();
  const { stdout } = spawnSync('ldd', [executablePath], { encoding: 'utf8' });
  const missing = [...(stdout ?? '').matchAll(/(\S+) => not found/g)].map(([, name]) => name);
  if (missing.length > 0) return { missing: `system libraries are missing: ${missing.join(', ')}` };
  return { executablePath, args: [...chromium.args, '--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'] };
}
