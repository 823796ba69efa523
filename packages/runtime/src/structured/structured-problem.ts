import type * as z from 'zod';
import type { LooseJson } from './loose-json.js';

/** Texts for the model that must correct itself: what was wrong, and what to do. Bounded, whatever the reply was. */

const MOST_ISSUES = 3;
const EXCERPT_CHARACTERS = 40;

export const nothingFoundProblem = 'Your reply holds no JSON object. Answer with one JSON object and nothing around it.';

export function tooLongProblem(characters: number, most: number): string {
  return `Your reply has ${characters} characters, more than the ${most} that are read. Answer more briefly.`;
}

export const blankProblem = 'Your reply was nothing but white space for thousands of characters. Send the whole JSON object again, and end after its last bracket.';

export function cutOffProblem(path: readonly (string | number)[]): string {
  const where = path.length === 0 ? 'before its JSON was complete' : `in the middle of \`${pathText(path)}\``;
  return `Your reply broke off ${where}. Send the whole JSON object again, with shorter values.`;
}

export function unreadableProblem(text: string, { expected, end }: Extract<LooseJson, { kind: 'unreadable' }>): string {
  const excerpt = text.slice(Math.max(0, end - EXCERPT_CHARACTERS), end + EXCERPT_CHARACTERS).replaceAll(/\s+/g, ' ').trim();
  return (
    `Your JSON cannot be read near \`${excerpt}\`: expected ${expected}. ` +
    'Inside strings write double quotes as \\" and line breaks as \\n.'
  );
}

export function schemaProblem(error: z.ZodError): string {
  const issues = error.issues.slice(0, MOST_ISSUES).map(issueText);
  const more = error.issues.length - issues.length;
  return `Your JSON does not fit the schema: ${issues.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`;
}

function issueText({ path, message }: z.core.$ZodIssue): string {
  const keys = path.filter((key) => typeof key !== 'symbol');
  const short = message.slice(0, 200).replace(/^Invalid (?:input|option): /, '');
  if (keys.length === 0) return `it is wrong as a whole: ${short}`;
  if (short.endsWith('received undefined')) return `\`${pathText(keys)}\` is missing (${short.replace(/, received undefined$/, '')})`;
  return `\`${pathText(keys)}\`: ${short}`;
}

function pathText(path: readonly (string | number)[]): string {
  return path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : index === 0 ? key : `.${key}`))
    .join('')
    .slice(0, 100);
}
