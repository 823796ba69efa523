import { resolve } from 'node:path';

/** The name of a package for npm or pip: a path such as `./shared` is taken from `directory`, any other name stays. */
export function localPackage(name: string, directory: string): string {
  return /^\.{1,2}[/\\]/.test(name) ? resolve(directory, name) : name;
}
