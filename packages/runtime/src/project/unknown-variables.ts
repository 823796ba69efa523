import type { Environment } from '../models/environment.js';
import { PROVIDERS } from '../models/providers.js';
import { closestWord } from './closest-word.js';
import { SETTINGS } from './settings.js';

/** Read elsewhere: by the models, by `heddle up`, by the development scripts. */
const OTHERS = ['HEDDLE_MODEL', 'HEDDLE_MODEL_BASE_URL', 'HEDDLE_MODEL_API_KEY', 'HEDDLE_ACCESS_KEY'];

/** Variables that look like ours and that nothing reads, with the known one most like each. Pure. */
export function unknownVariables(env: Environment): readonly { readonly variable: string; readonly suggestion: string | undefined }[] {
  const known = [...SETTINGS.map(({ variable }) => variable), ...OTHERS, ...Object.values(PROVIDERS).flatMap((provider) => provider.keyVariables)];
  return Object.keys(env)
    .filter((variable) => variable.startsWith('HEDDLE_') && !known.includes(variable))
    .map((variable) => ({ variable, suggestion: closestWord(variable, known.filter((name) => name.startsWith('HEDDLE_'))) }));
}
