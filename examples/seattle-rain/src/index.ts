import type { Plugin } from '@heddle/runtime';
import { chartsBars } from './charts-bars.js';
import { statsOutliers } from './stats-outliers.js';
import { weatherLoad } from './weather-load.js';

/** What the code of this example can call. */
export const PLUGINS: readonly Plugin[] = [weatherLoad, statsOutliers, chartsBars];

export { QUESTIONS } from './questions.js';
export { SCRIPT } from './script.js';
