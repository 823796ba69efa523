import { Command, CommanderError } from 'commander';
import { addChatCommand } from './commands/chat.js';
import { addDemoCommand } from './commands/demo.js';
import { addDoctorCommand } from './commands/doctor.js';
import { addExportCommand } from './commands/export.js';
import { addInitCommand } from './commands/init.js';
import { addNormaliseCommand } from './commands/normalise.js';
import { addPluginsCommand } from './commands/plugins.js';
import { addRunCommand } from './commands/run.js';
import { addSessionsCommand } from './commands/sessions.js';
import { addShowCommand } from './commands/show.js';
import { addUpCommand } from './commands/up.js';
import { reportFailure } from './terminal/report-failure.js';
import { VERSION } from './version.js';

const program = new Command('heddle')
  .description('The code-first agent runtime you can see through.')
  .version(VERSION)
  .showHelpAfterError('(heddle --help shows what there is)')
  .exitOverride();

addUpCommand(program);
addDemoCommand(program);
addChatCommand(program);
addRunCommand(program);
addShowCommand(program);
addSessionsCommand(program);
addExportCommand(program);
addNormaliseCommand(program);
addInitCommand(program);
addDoctorCommand(program);
addPluginsCommand(program);
program.addHelpText(
  'after',
  `
Environment:
  HEDDLE_URL                address of a running server; default http://127.0.0.1:4318
  OPENAI_API_KEY, ANTHROPIC_API_KEY, OPENAI_BASE_URL, HEDDLE_MODEL, ...   which model to ask; see docs/models.md

Exit codes: 0 good, 1 failed, 2 called wrongly.`,
);

// `heddle export ... | head` stops reading when it has enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  // Commander has printed help, version or what was wrong with the call already.
  process.exitCode = error instanceof CommanderError ? (error.exitCode === 0 ? 0 : 2) : reportFailure(error);
}
