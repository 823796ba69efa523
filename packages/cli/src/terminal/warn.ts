/** Tells the user one thing worth knowing, beside the command's output. */
export function warn(message: string): void {
  process.stderr.write(`heddle: ${message}\n`);
}
