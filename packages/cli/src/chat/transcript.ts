import type { Attachment } from '@heddle/model';
import { USER, type Round } from '@heddle/runtime';

/** A conversation as Markdown: questions, code that was run, answers. */
export function transcript(sessionId: string, rounds: readonly Round[]): string {
  return `# Session ${sessionId}\n\n${rounds.map(roundText).join('\n')}`;
}

function roundText(round: Round): string {
  return round.posts.map((post) => {
    if (post.from === USER) return `## ${round.index}. ${post.message.split('\n', 1)[0]!.slice(0, 100)}\n\n${post.message}\n`;
    // What a worker reports of its code stands in the result already.
    const message = post.attachments.some((one) => one.kind === 'result' && one.text.trim() === post.message.trim()) ? [] : [post.message];
    return `**${post.from}** to ${post.to}\n\n${[...post.attachments.map(attachmentText), ...message].join('\n\n')}\n`;
  }).join('\n');
}

function attachmentText(attachment: Attachment): string {
  switch (attachment.kind) {
    case 'plan': return attachment.steps.map((step) => `- [${step.state === 'done' ? 'x' : ' '}] ${step.text}`).join('\n');
    case 'code': return block(attachment.source, attachment.language);
    case 'result': return block(attachment.text, 'text');
    case 'thought': return `> ${attachment.text.replaceAll('\n', '\n> ')}`;
    case 'artifact': return `Artifact: ${attachment.artifact.name} (${attachment.artifact.mimeType})`;
  }
}

/** Its fence is longer than any run of backticks within. */
function block(text: string, language: string): string {
  const fence = '`'.repeat(Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length)) + 1);
  return `${fence}${language}\n${text.trimEnd()}\n${fence}`;
}
