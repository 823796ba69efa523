import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { examplesFor, loadExamples } from './examples.js';
import { createExperienceStore } from './experience.js';

const GOOD = `description: Ask for what is missing
rounds:
  - posts:
      - { from: User, to: Planner, message: How warm was it? }
      - from: Planner
        to: CodeInterpreter
        message: Load the days.
        thought: The data comes first.
        plan: [Load the days, { text: Compute the mean, state: doing, role: CodeInterpreter }]
      - { from: CodeInterpreter, to: Planner, message: '1,461 rows', code: 'const days = await weather.load({});' }
      - { from: Planner, to: User, message: 12.1 degrees. }
`;

let folder = '';
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'heddle-examples-'))));
afterAll(async () => await rm(folder, { recursive: true, force: true }));

test('conversations are read from YAML and JSON, and files that cannot be used are named', async () => {
  await writeFile(join(folder, 'a.yaml'), GOOD);
  await writeFile(join(folder, 'b.json'), JSON.stringify({ rounds: [{ posts: [{ from: 'User', to: 'Shell', message: 'list files' }] }] }));
  await writeFile(join(folder, 'c.yaml'), `enabled: false\n${GOOD}`);
  await writeFile(join(folder, 'd.yaml'), GOOD.replace('thought:', 'throught:'));
  await writeFile(join(folder, 'e.yml'), 'rounds: [');
  await writeFile(join(folder, 'f.yaml'), `a: &a [x, x, x, x]\n${'bcdefg'.split('').map((name, index) => `${name}: &${name} [${`*${'abcdef'[index]!}, `.repeat(9)}]`).join('\n')}\n`);
  await writeFile(join(folder, 'notes.md'), 'not data');
  const { examples, errors } = await loadExamples(folder);
  expect(examples.map(({ file, description }) => [file, description])).toEqual([['a.yaml', 'Ask for what is missing'], ['b.json', '']]);
  expect(errors.map(({ file }) => file)).toEqual(['d.yaml', 'e.yml', 'f.yaml']);
  expect(errors[0]?.message).toBe('rounds.0.posts.1: Unrecognized key: "throught"');
  expect(examples[0]?.rounds[0]).toMatchObject({
    index: 1,
    query: 'How warm was it?',
    posts: [
      { from: 'User', attachments: [] },
      {
        message: 'Load the days.',
        attachments: [
          { kind: 'thought', text: 'The data comes first.' },
          { kind: 'plan', steps: [{ text: 'Load the days', state: 'todo' }, { text: 'Compute the mean', state: 'doing', role: 'CodeInterpreter' }] },
        ],
      },
      { attachments: [{ kind: 'code', language: 'typescript', source: 'const days = await weather.load({});' }] },
      { to: 'User' },
    ],
  });
});

test('a role learns from conversations it is part of, if everybody in them is in the session', async () => {
  const { examples } = await loadExamples(folder);
  const files = (role: string, roles: readonly string[]) => examplesFor(role, roles, examples).map(({ file }) => file);
  expect(files('Planner', ['Planner', 'CodeInterpreter'])).toEqual(['a.yaml']);
  expect(files('CodeInterpreter', ['Planner', 'CodeInterpreter', 'Shell'])).toEqual(['a.yaml']);
  expect(files('Planner', ['Planner'])).toEqual([]);
  expect(files('Shell', ['Shell'])).toEqual(['b.json']);
});

test('a folder that is not there has no examples', async () => {
  expect(await loadExamples(join(folder, 'nowhere'))).toEqual({ examples: [], errors: [] });
});

test('the example of the document can be read, and its lesson too', async () => {
  const document = await readFile(new URL('../../../../docs/memory.md', import.meta.url), 'utf8');
  const [example, lesson] = [...document.matchAll(/^```yaml\n(.*?)\n```$/gms)].map((match) => match[1]!);
  const documented = await mkdtemp(join(tmpdir(), 'heddle-document-'));
  try {
    await writeFile(join(documented, 'example.yaml'), example!);
    expect(await loadExamples(documented)).toMatchObject({ errors: [], examples: [{ description: 'rain of a year', rounds: [{ posts: { length: 4 } }] }] });
    await rm(join(documented, 'example.yaml'));
    await writeFile(join(documented, 'lesson.yaml'), lesson!);
    expect(await createExperienceStore(documented).list()).toMatchObject({ errors: [], lessons: [{ title: 'rain by month' }] });
  } finally {
    await rm(documented, { recursive: true, force: true });
  }
});
