import { expect, test } from 'vitest';
import type { Embed } from '../memory/rank-by-relevance.js';
import { selectPlugins, type SelectPluginsOptions } from './select-plugins.js';

const plugins = [
  { name: 'sales.load', description: 'Reads the sales of a year.' },
  { name: 'weather.load', description: 'Days with rain and temperature.' },
  { name: 'chart.draw', description: 'Draws a line chart of any series.' },
  { name: 'mail.send', description: 'Sends a message to a person.' },
];

const select = async (query: string, options: SelectPluginsOptions) => (await selectPlugins(query, plugins, options)).plugins.map(({ name }) => name);

test('all are given when there are no more than the limit', async () => {
  expect(await selectPlugins('rain', plugins, { limit: 4 })).toEqual({ plugins, by: 'all' });
});

test('the most relevant are given, in their own order', async () => {
  expect(await select('draw the rain of each day as a chart', { limit: 2 })).toEqual(['weather.load', 'chart.draw']);
});

test('the first ones fill up what relevance leaves', async () => {
  expect(await select('send an e-mail', { limit: 2 })).toEqual(['sales.load', 'mail.send']);
  expect(await select('', { limit: 2 })).toEqual(['sales.load', 'weather.load']);
});

test('what is in use stays, whatever the request', async () => {
  expect(await select('rain', { limit: 2, keep: ['mail.send'] })).toEqual(['weather.load', 'mail.send']);
});

const embed: Embed = async (texts) => texts.map((text) => (/mail|notify/.test(text) ? [1, 0] : [0, 1]));

test('an embedding decides when there is one', async () => {
  expect(await selectPlugins('notify Ann', plugins, { limit: 1, embed })).toMatchObject({ by: 'embedding', plugins: [{ name: 'mail.send' }] });
});
