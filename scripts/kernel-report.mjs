import { readFileSync, writeFileSync } from 'node:fs';
import { ROOT } from './install.mjs';


/** `--place=a,b --language=c --only=text --no-write` as options of the suites. */
export function readFlags(words) {
  const flags = Object.fromEntries(words.map((word) => word.replace(/^--/, '').split('=')));
  const places = (flags.place ?? flags.places)?.split(',');
  const languages = (flags.language ?? flags.languages)?.split(',');
  return { places, languages, only: flags.only, write: !('no-write' in flags) && !places && !languages && !flags.only };
}

/**
 * A table with one row per name and one column per place and language.
 *
 * @param rows - `{ name, place, language, mark, note }`; notes become numbered lines below the table
 */
export function toTable(rows) {
  const columns = [...new Set(rows.map(columnOf))];
  const notes = [];
  const cell = (row) => {
    if (!row) return '';
    if (!row.note) return row.mark;
    if (!notes.includes(row.note)) notes.push(row.note);
    return `${row.mark} ${notes.indexOf(row.note) + 1}`;
  };
  const lines = [...new Set(rows.map(({ name }) => name))].map((name) => {
    const cells = columns.map((column) => cell(rows.find((row) => row.name === name && columnOf(row) === column)));
    return `| ${name} | ${cells.join(' | ')} |`;
  });
  return [
    `| | ${columns.join(' | ')} |`,
    `|---|${columns.map(() => '---').join('|')}|`,
    ...lines,
    '',
    ...notes.map((note, index) => `${index + 1}. ${note.replaceAll('|', '\\|').replace(/\s+/g, ' ').slice(0, 300)}`),
  ].join('\n');
}

/** Puts a section's text between its marks in a document. */
export function writeSection(name, text, file = 'docs/kernel-conformance.md') {
  const path = ROOT + file;
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
  const document = readFileSync(path, 'utf8');
  const [before, rest] = document.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Error(`${path} has no section between ${begin} and ${end}. Put the two marks back.`);
  writeFileSync(path, `${before}${begin}\n${text}\n${end}${after}`);
}

/** What the tables were made with. */
export function machine() {
  return `Made on ${process.platform} ${process.arch}, Node ${process.versions.node}.`;
}

function columnOf({ place, language }) {
  return `${place} ${language === 'typescript' ? 'TypeScript' : 'Python'}`;
}
