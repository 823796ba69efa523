/** What the engine reads as a pattern or an archive in the path of a file. */
const PATTERN = /[*?{}[\]]|::/;

/** True when the engine takes the path of a file for what it is. */
export function canReadFile(path: string): boolean {
  return !PATTERN.test(path);
}
