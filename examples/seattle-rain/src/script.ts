import { messageText } from '@heddle/model';
import type { ChatRequest } from '@heddle/runtime';
import { FIRST_ATTEMPT, MONTHS_AND_OUTLIERS, WETTEST_DAYS } from './cells.js';

/** One reply of the script: text, or made from what the model would have been shown. */
export type ScriptedReply = string | ((request: ChatRequest) => string);

/**
 * What the model says when there is none: the only part of the demo that is scripted. Plans and code are written down
 * here; the answers take their figures from what the code reported.
 */
export const SCRIPT: readonly ScriptedReply[] = [
  JSON.stringify({
    thought: 'The data must be loaded, summed by month and compared within each year. One worker can do it in one piece.',
    plan: [
      { text: 'Load the daily weather of 2012 to 2016', state: 'doing', role: 'CodeInterpreter' },
      { text: 'Sum the rain by month and find unusual months year by year', state: 'todo', role: 'CodeInterpreter' },
      { text: 'Draw the months, the unusual ones marked', state: 'todo', role: 'CodeInterpreter' },
      { text: 'Answer with the months and their figures', state: 'todo', role: 'Planner' },
    ],
    to: 'CodeInterpreter',
    message: 'Load the daily weather of Seattle for 2012 to 2016. Sum the rain by month, find the months with unusual rain year by year, and draw all months with the unusual ones marked. Keep the days and the unusual months in variables. If a year has no data, go on without it and say so.',
  }),
  JSON.stringify({ thought: 'First load all the days.', code: FIRST_ATTEMPT }),
  JSON.stringify({
    thought: 'weather.load wants a list of years. A year may be missing, so each is loaded in its own try.',
    code: MONTHS_AND_OUTLIERS,
  }),
  (request) =>
    JSON.stringify({
      thought: 'The worker found the months; 2016 has no data. That answers the question.',
      plan: [
        { text: 'Load the daily weather of 2012 to 2016', state: 'done', role: 'CodeInterpreter' },
        { text: 'Sum the rain by month and find unusual months year by year', state: 'done', role: 'CodeInterpreter' },
        { text: 'Draw the months, the unusual ones marked', state: 'done', role: 'CodeInterpreter' },
        { text: 'Answer with the months and their figures', state: 'done', role: 'Planner' },
      ],
      to: 'User',
      message: unusualMonths(lastMessage(request)),
    }),
  JSON.stringify({
    thought: 'The days and the unusual months are still in the kernel.',
    plan: [{ text: 'Share of the wettest day in each unusual month', state: 'doing', role: 'CodeInterpreter' }],
    to: 'CodeInterpreter',
    message: 'For each month in the variable `unusual`, find the wettest day in `days` and its share of the rain of that month. Draw the shares.',
  }),
  JSON.stringify({ thought: '`days` and `unusual` are there; nothing needs loading.', code: WETTEST_DAYS }),
  (request) =>
    JSON.stringify({
      thought: 'The shares are known.',
      plan: [{ text: 'Share of the wettest day in each unusual month', state: 'done', role: 'CodeInterpreter' }],
      to: 'User',
      message: wettestDays(lastMessage(request)),
    }),
];

function lastMessage(request: ChatRequest): string {
  const last = request.messages.at(-1);
  return last ? messageText(last) : '';
}

function unusualMonths(report: string): string {
  const months = [...report.matchAll(/label"?: ["']([\d-]+)["'],\s*"?value"?: ([\d.]+),\s*"?score"?: (-?[\d.]+)/g)];
  const lines = months.map(([, label, value, score]) => `- **${label}**: ${value} mm, ${Number(score) > 0 ? 'wet' : 'dry'} (score ${score})`);
  return `${months.length} months stand out from the others of their year:\n\n${lines.join('\n')}\n\nThe data ends with 2015, so 2016 could not be judged.`;
}

function wettestDays(report: string): string {
  const shares = [...report.matchAll(/label"?: ["']([\d-]+)["'],\s*"?totalMm"?: ([\d.]+),\s*"?wettestDay"?: ["']([\d-]+)["'],\s*"?wettestMm"?: ([\d.]+),\s*"?share"?: ([\d.]+)/g)];
  const lines = shares.map(([, label, total, date, millimetres, share]) =>
    Number(total) === 0 ? `- **${label}**: no rain at all` : `- **${label}**: ${millimetres} of ${total} mm fell on ${date}, ${Math.round(Number(share) * 100)} %`,
  );
  return `The wettest day's share of each month:\n\n${lines.join('\n')}`;
}
