import type { Round } from '../session/conversation.js';

/** Rounds out of texts: `'question -> answer'`, numbered from `first`. */
export function roundsOf(texts: readonly string[], first = 1): readonly Round[] {
  return texts.map((text, offset) => {
    const index = first + offset;
    const [query = '', reply = ''] = text.split(' -> ');
    return {
      id: `rnd_${index}`,
      index,
      query,
      files: [],
      posts: [
        { id: `pst_${index}a`, from: 'User', to: 'Planner', message: query, attachments: [] },
        { id: `pst_${index}b`, from: 'Planner', to: 'User', message: reply, attachments: [] },
      ],
    };
  });
}
