import { SourceTokens } from '../content/SourceTokens.js';
import { tokeniseSource } from '../model/tokenise-source.js';
import type { Cell } from '../model/transcript.js';
import styles from './SourceSnippet.module.css';

/** A line of a cell with the line before it and the one after. */
export function SourceSnippet({ cell, line, failed }: { readonly cell: Cell; readonly line: number; readonly failed: boolean }) {
  const lines = tokeniseSource(cell.source, cell.language, new Set(cell.calls.map((call) => call.plugin)));
  const first = Math.max(1, line - 1);
  return (
    <pre className={styles.snippet}>
      {lines.slice(first - 1, line + 1).map((tokens, index) => (
        <span key={index} data-here={first + index === line ? (failed ? 'failed' : 'ok') : undefined}><i>{first + index}</i><SourceTokens tokens={tokens} />{'\n'}</span>
      ))}
    </pre>
  );
}
