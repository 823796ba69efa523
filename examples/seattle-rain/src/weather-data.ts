import { readFile } from 'node:fs/promises';

/** One day in Seattle. */
export interface Day {
  /** ISO date. */
  readonly date: string;
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly rainMm: number;
  readonly maxC: number;
  readonly minC: number;
}

const FILE = new URL('../data/seattle-weather.csv', import.meta.url);

/** All days of the data set, in order. */
export async function readDays(): Promise<readonly Day[]> {
  const [, ...lines] = (await readFile(FILE, 'utf8')).trim().split('\n');
  return lines.map((line) => {
    const [date = '', rain, max, min] = line.split(',');
    return { date, year: Number(date.slice(0, 4)), month: Number(date.slice(5, 7)), rainMm: Number(rain), maxC: Number(max), minC: Number(min) };
  });
}
