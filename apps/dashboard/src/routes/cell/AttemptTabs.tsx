import { Link } from '@tanstack/react-router';
import { cellStatusWords } from '../../model/call-status-words.js';
import { formatDuration } from '../../model/format-duration.js';
import { cellFailed, type Cell } from '../../model/transcript.js';
import { StatusIcon } from '../../ui/StatusIcon.js';
import styles from './AttemptTabs.module.css';

/** Attempts at the same piece of code, side by side. With only one there is nothing to choose, and a line closes the header. */
export function AttemptTabs({ sessionId, attempts, cell }: { readonly sessionId: string; readonly attempts: readonly Cell[]; readonly cell: Cell }) {
  const before = attempts[attempts.findIndex((attempt) => attempt.id === cell.id) - 1];
  return (
    <nav className={styles.tabs} aria-label="Attempts">
      {attempts.length > 1 && attempts.map((attempt) => (
        <Link key={attempt.id} to="/sessions/$sessionId/cells/$cellId" params={{ sessionId, cellId: attempt.id }} aria-current={attempt.id === cell.id ? 'page' : undefined} data-attempt={attempt.attempt}>
          <StatusIcon status={attempt.status === 'running' ? 'running' : cellFailed(attempt) ? 'error' : 'ok'} />
          Attempt {attempt.attempt} <span>{cellStatusWords(attempt)}, {formatDuration(attempt.durationMs)}</span>
        </Link>
      ))}
      {before?.error && (
        <p className={styles.why}>
          <b>Attempt {before.attempt}</b> {before.error.line !== undefined && `line ${before.error.line}: `}{before.error.message}
        </p>
      )}
    </nav>
  );
}
