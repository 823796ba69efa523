import { readFile } from 'node:fs/promises';
import type { PriceOverride } from '@heddle/conventions';
import { isJsonObject, type JsonObject } from '@heddle/model';
import { RuntimeError } from '../errors.js';
import { pricesSchema } from '../prices.js';
import { configProblems } from './config-problems.js';
import { PROJECT_SETTINGS } from './settings.js';

/**
 * Reads a JSON file with a list of prices, each as `prices` of a project file has them.
 *
 * @throws {RuntimeError} `BAD_CONFIG` naming every problem at once
 */
export async function readPrices(file: string): Promise<readonly PriceOverride[]> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new RuntimeError('BAD_CONFIG', `The prices in ${file} cannot be read: ${(cause as Error).message.split('\n', 1)[0]}`, { cause });
  }
  const parsed = pricesSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  throw new RuntimeError('BAD_CONFIG', `The prices in ${file} cannot be used: ${configProblems(parsed.error, content, { schema: PRICES, whole: 'the file' }).join('; ')}.`);
}

/** The part of the project file that says the same. */
const PRICES: JsonObject = priceSettings();

function priceSettings(): JsonObject {
  const { properties } = PROJECT_SETTINGS;
  const prices = isJsonObject(properties) ? properties['prices'] : undefined;
  return isJsonObject(prices) ? prices : {};
}
