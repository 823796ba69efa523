/** What the user asks: the second question can only be answered with what the first left in the kernel. */
export const QUESTIONS: readonly string[] = [
  'Which months from 2012 to 2016 had unusual rain in Seattle? Go year by year, and draw the months.',
  'And how much of each of those months fell on its single wettest day?',
];
