import type { Environment } from '../models/environment.js';
import { firstSet } from '../models/environment.js';
import { SETTINGS, type Setting } from './settings.js';

export type SettingValue = string | number | boolean | null;

export interface EnvironmentSettings {
  readonly values: readonly { readonly setting: Setting; readonly value: SettingValue }[];
  readonly problems: readonly string[];
}

/** The settings that the environment has, read by type; those that cannot be read are problems. Pure. */
export function environmentSettings(env: Environment): EnvironmentSettings {
  const values: { setting: Setting; value: SettingValue }[] = [];
  const problems: string[] = [];
  for (const setting of SETTINGS) {
    const text = firstSet(env, [setting.variable]);
    if (text === undefined) continue;
    const value = readValue(text, setting);
    if (value === undefined) problems.push(`${setting.variable} is ${JSON.stringify(text.slice(0, 60))}: expected ${setting.types.join(' or ')}`);
    else values.push({ setting, value });
  }
  return { values, problems };
}

function readValue(text: string, { types }: Setting): SettingValue | undefined {
  const word = text.toLowerCase();
  if (types.includes('none') && word === 'none') return null;
  if (types.includes('yes or no') && /^(?:1|true|yes|on)$/.test(word)) return true;
  if (types.includes('yes or no') && /^(?:0|false|no|off)$/.test(word)) return false;
  if (types.includes('off') && /^(?:false|no|off)$/.test(word)) return false;
  if (types.includes('number') && /^-?\d+(?:\.\d+)?$/.test(text)) return Number(text);
  return types.includes('text') ? text : undefined;
}
