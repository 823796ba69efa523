import type { KernelLanguage } from '@heddle/model';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PackageLayer } from '../package-layer.js';

/** A layer as the installers leave it, with one package for each language: it greets, and says where it lies. */
export function greeterLayer(language: KernelLanguage): PackageLayer {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'heddle-layer-')));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  if (language === 'python') {
    writeFileSync(join(folder, 'greeter.py'), 'path = __file__\ndef greet(name): return f"hello {name}"\n');
  } else {
    const at = join(folder, 'node_modules', 'greeter');
    mkdirSync(at, { recursive: true });
    writeFileSync(join(at, 'package.json'), JSON.stringify({ name: 'greeter', version: '1.0.0', main: 'index.cjs' }));
    writeFileSync(join(at, 'index.cjs'), 'exports.path = __filename;\nexports.greet = (name) => `hello ${name}`;\n');
  }
  return { folder, modules: ['greeter'] };
}
