import type { Command } from 'commander';
import type { DemoOptions } from '../actions/demo.js';
import { withHomeOptions } from '../home/home-options.js';

/** `heddle demo`: two questions about real data, answered by code that is run and recorded for real. */
export function addDemoCommand(program: Command): void {
  withHomeOptions(program.command('demo'))
    .description('run a session on four years of Seattle weather and show every call of it')
    .option('--json', 'print one JSON object as the last line')
    .addHelpText('after', '\nExample:\n  heddle demo --json')
    .action(async (options: DemoOptions) => {
      const { demo } = await import('../actions/demo.js');
      await demo(options);
    });
}
