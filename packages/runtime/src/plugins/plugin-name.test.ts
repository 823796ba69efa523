import { expect, test } from 'vitest';
import { pluginNameProblem, toPluginNamePart } from './plugin-name.js';

test.each(['load', 'weather.load', 'a.b.c.d', 'Files.list_2'])('"%s" can be called from code', (name) => {
  expect(pluginNameProblem(name)).toBeUndefined();
});

test.each(['', 'weather load', '2d', 'a..b', 'a.b.c.d.e', '__proto__', `x${'y'.repeat(64)}`, 7])('"%s" is no identifier path', (name) => {
  expect(pluginNameProblem(name)).toMatch(/Use up to 4 identifiers joined by dots/);
});

test.each(['process.kill', 'files.import', 'new.thing', 'a.constructor'])('"%s" uses a word that code needs', (name) => {
  expect(pluginNameProblem(name)).toMatch(/needs the word/);
});

test.each([
  ['list-files', 'list_files'],
  ['import', 'import_'],
  ['constructor', 'constructor_'],
  ['__proto__', 'proto'],
  ['2fa', 'x_2fa'],
  ['日本', 'x'],
  ['get  user/by.id', 'get_user_by_id'],
])('the word for "%s" is "%s"', (text, part) => {
  expect(toPluginNamePart(text)).toBe(part);
  expect(pluginNameProblem(toPluginNamePart(text))).toBeUndefined();
});
