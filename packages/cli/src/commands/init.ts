import type { Command } from 'commander';

/** `heddle init`: a small project that runs at once. */
export function addInitCommand(program: Command): void {
  program
    .command('init')
    .description('make a small project that runs at once')
    .argument('[dir]', 'folder of the project; made if it is not there', '.')
    .addHelpText('after', '\nExample:\n  heddle init my-agent')
    .action(async (dir: string) => {
      const { init } = await import('../actions/init.js');
      await init(dir);
    });
}
