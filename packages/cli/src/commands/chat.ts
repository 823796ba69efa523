import type { Command } from 'commander';
import type { ChatOptions } from '../actions/open-chat.js';
import { withHomeOptions } from '../home/home-options.js';
import { addScriptOption } from './script-option.js';

/** `heddle chat`: a conversation in the terminal; with a pipe, one line is one message. */
export function addChatCommand(program: Command): void {
  addScriptOption(withHomeOptions(program.command('chat')))
    .description("talk with this folder's agent; /help in it says what can be typed")
    .option('--resume <session>', 'go on with an earlier session')
    .addHelpText('after', '\nExamples:\n  heddle chat\n  echo "Sum sales.csv by month" | heddle chat')
    .action(async (options: ChatOptions) => {
      const { openChat } = await import('../actions/open-chat.js');
      await openChat(options);
    });
}
