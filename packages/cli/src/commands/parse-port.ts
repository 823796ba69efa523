import { InvalidArgumentError } from 'commander';

/** @throws {InvalidArgumentError} when it is no port */
export function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('A port is a number from 0 to 65535.');
}
