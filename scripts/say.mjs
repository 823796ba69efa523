/** One line about what is being done, on standard error so that a command's own output stays clean. */
export function say(text) {
  process.stderr.write(`${process.stderr.isTTY && !process.env.NO_COLOR ? `\u001b[2m${text}\u001b[0m` : text}\n`);
}

/** Says something, and goes on saying how long it takes. @returns a function that ends it with the time */
export function sayWhile(text) {
  const start = performance.now();
  const seconds = () => Math.round((performance.now() - start) / 1_000);
  say(`${text} …`);
  const timer = setInterval(() => say(`  … ${seconds()} s so far`), 15_000);
  return () => {
    clearInterval(timer);
    if (seconds() > 2) say(`  took ${seconds()} s`);
  };
}
