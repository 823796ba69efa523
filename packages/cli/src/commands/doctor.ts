import { Option, type Command } from 'commander';
import type { DoctorOptions } from '../actions/doctor.js';

/** `heddle doctor`: what is there, what is missing, what to do. */
export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('check what Heddle needs here, and say what to do about what is missing')
    .option('--online', 'also ask the model for a word, which costs a fraction of a cent')
    .option('--json', 'print the checks as one JSON object')
    .addOption(new Option('--data <dir>', 'data folder; default: that of the project, else .heddle here'))
    .addHelpText('after', '\nExample:\n  heddle doctor --online')
    .action(async (options: DoctorOptions) => {
      const { doctor } = await import('../actions/doctor.js');
      await doctor(options);
    });
}
